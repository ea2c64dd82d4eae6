//! The door to the desktop shell: the only file that names its JavaScript bridge.
//!
//! Values cross as JSON texts, so that both sides read them with the same rules. Batches cross as
//! the bytes of such a text, because they are many.

use super::{Backend, Soon};
use js_sys::{JSON, Object, Reflect, Uint8Array};
use tideboard_protocol::{
    ApiError, ErrorCode,
    ipc::{Command, NextBatch},
};
use tideboard_words::t;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["window", "__TAURI__", "core"])]
    async fn invoke(command: &str, args: &JsValue) -> Result<JsValue, JsValue>;
}

/// The desktop shell around this page.
pub struct Tauri;

/// Whether the page runs inside the shell.
pub fn is_here() -> bool {
    web_sys::window()
        .is_some_and(|window| Reflect::has(&window, &"__TAURI__".into()).unwrap_or(false))
}

/// Without a shell the bridge is not there, and to call it would end in nothing at all.
fn expect_shell() -> Result<(), ApiError> {
    if is_here() {
        return Ok(());
    }
    let words = t!("trouble-foreign-page");
    Err(ApiError::new(ErrorCode::Internal, words))
}

impl Backend for Tauri {
    fn call(&self, command: &'static str, args: String) -> Soon<Result<String, ApiError>> {
        Box::pin(async move {
            expect_shell()?;
            let args = wrap(&args).map_err(failure)?;
            let reply = invoke(command, &args).await.map_err(failure)?;
            let text = match command {
                NextBatch::NAME => text_in(&reply),
                _ => text_of(&reply),
            };
            text.map_err(failure)
        })
    }
}

/// `{ args: <the command> }`, the form in which the shell's commands take their argument.
fn wrap(args: &str) -> Result<JsValue, JsValue> {
    let wrapped = Object::new();
    Reflect::set(&wrapped, &"args".into(), &JSON::parse(args)?)?;
    Ok(wrapped.into())
}

/// The text that an answer in bytes holds: a buffer, or an array of numbers from the way that the
/// bridge falls back to for good after one request has failed.
fn text_in(bytes: &JsValue) -> Result<String, JsValue> {
    let bytes = Uint8Array::new(bytes).to_vec();
    String::from_utf8(bytes).map_err(|_| "its answer is no text".into())
}

fn text_of(value: &JsValue) -> Result<String, JsValue> {
    if value.is_undefined() {
        return Ok("null".to_owned());
    }
    JSON::stringify(value).map(String::from)
}

/// What the shell rejected with: an [`ApiError`], or a text of the bridge itself.
fn failure(thrown: JsValue) -> ApiError {
    let typed = text_of(&thrown).ok().and_then(|text| serde_json::from_str(&text).ok());
    typed.unwrap_or_else(|| {
        let words = thrown
            .as_string()
            .or_else(|| thrown.dyn_ref::<js_sys::Error>().map(|e| String::from(e.message())))
            .unwrap_or_else(|| "no reason was given".to_owned());
        ApiError::new(ErrorCode::Internal, format!("The app did not answer: {words}"))
    })
}
