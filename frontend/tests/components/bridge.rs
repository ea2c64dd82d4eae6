//! The JavaScript bridge of the desktop shell, played by a page.

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use tideboard_frontend::parts::Door;
use tideboard_protocol::ipc::{NextBatch, ViewEvent};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

/// A bridge that gives this answer to everything, until it drops.
struct Bridge;

impl Bridge {
    fn answers(answer: &JsValue) -> Self {
        let give = Function::new_with_args("answer", "return () => Promise.resolve(answer);");
        let invoke = give.call1(&JsValue::UNDEFINED, answer).expect("a function");
        let (core, bridge) = (Object::new(), Object::new());
        Reflect::set(&core, &"invoke".into(), &invoke).expect("an object");
        Reflect::set(&bridge, &"core".into(), &core).expect("an object");
        Reflect::set(&gloo::utils::window(), &"__TAURI__".into(), &bridge).expect("a page");
        Self
    }
}

impl Drop for Bridge {
    fn drop(&mut self) {
        let window = gloo::utils::window();
        Reflect::delete_property(&window, &"__TAURI__".into()).expect("it was put there");
    }
}

#[wasm_bindgen_test]
async fn a_batch_is_read_from_a_buffer_and_from_an_array_of_numbers() {
    let events = Some(vec![ViewEvent::Tray(true)]);
    let bytes = serde_json::to_vec(&events).expect("a batch can be written");
    let buffer = Uint8Array::from(&bytes[..]).buffer();
    let numbers: Array = bytes.iter().copied().map(JsValue::from).collect();
    for answer in [JsValue::from(buffer), numbers.into()] {
        let _bridge = Bridge::answers(&answer);
        let question = NextBatch { attachment: 1, taken: 0 };
        assert_eq!(Door::find().call(question).await.as_ref(), Ok(&events));
    }
}
