//! Small things that only a browser can do: ids, the clipboard, focus, query parameters.

use crate::clock;
use gloo::{render::request_animation_frame, timers::callback::Timeout};
use js_sys::{Function, Promise};
use tideboard_protocol::RecordId;
use tideboard_words::t;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, File, HtmlElement, HtmlTextAreaElement, KeyboardEvent, ScrollIntoViewOptions,
    ScrollLogicalPosition, UrlSearchParams,
};

/// A short random id for a new item or row: 60 bits.
pub fn fresh_id() -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    random_bytes::<12>().iter().map(|byte| ALPHABET[usize::from(byte % 32)] as char).collect()
}

/// Random bytes of the browser's generator.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // Fails only for more than 64 KiB.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

/// The languages of the system as tags, the preferred one first.
pub fn languages() -> Vec<String> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    window.navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// A parameter of the page's address.
pub fn query(name: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// What follows the page's address: `#/gallery`.
#[cfg(any(debug_assertions, feature = "gallery"))]
pub fn hash() -> String {
    web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default()
}

/// The element that has the focus.
pub fn focused() -> Option<HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}

/// Whether the page is read from right to left.
pub fn is_mirrored() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    let root = document.and_then(|document| document.document_element());
    root.and_then(|root| root.get_attribute("dir")).is_some_and(|direction| direction == "rtl")
}

/// The key of an event, with the arrows as they would be if the page were read from left to right:
/// `ArrowRight` is the one that points to what comes next.
pub fn onward_key(event: &KeyboardEvent) -> String {
    let key = event.key();
    match key.as_str() {
        "ArrowLeft" if is_mirrored() => "ArrowRight".to_owned(),
        "ArrowRight" if is_mirrored() => "ArrowLeft".to_owned(),
        _ => key,
    }
}

/// The next frame is about to be painted, or that much time has passed.
pub async fn frame(latest_ms: u32) {
    let mut waiting = None;
    let either = Promise::new(&mut |done, _| {
        let late = done.clone();
        let call = |done: &Function| drop(done.call0(&JsValue::UNDEFINED));
        waiting = Some((
            request_animation_frame(move |_| call(&done)),
            Timeout::new(latest_ms, move || call(&late)),
        ));
    });
    // It is never rejected.
    let _ = JsFuture::from(either).await;
    // The one that came too late is not waited for: without a frame they would pile up.
    drop(waiting);
}

/// Puts the focus on an element, if it can take it.
pub fn focus(element: &HtmlElement) {
    // An element that is gone or hidden keeps the focus where it is.
    let _ = element.focus();
}

/// Puts a text on the clipboard; tells whether that worked.
pub async fn copy(text: String) -> bool {
    let Some(window) = web_sys::window() else { return false };
    let clipboard = window.navigator().clipboard();
    if !clipboard.is_undefined() && JsFuture::from(clipboard.write_text(&text)).await.is_ok() {
        return true;
    }
    copy_by_selection(&text).unwrap_or(false)
}

/// The way that works without the right to the clipboard: select a text and copy the selection.
fn copy_by_selection(text: &str) -> Option<bool> {
    let document = web_sys::window()?.document()?;
    let before = focused();
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_class_name("offscreen");
    let home = document.query_selector("dialog[open]").ok().flatten();
    let home = match home {
        Some(dialog) => dialog,
        None => document.body()?.into(),
    };
    home.append_child(&area).ok()?;
    area.select();
    let document: web_sys::HtmlDocument = document.dyn_into().ok()?;
    let copied = document.exec_command("copy").unwrap_or(false);
    area.remove();
    if let Some(before) = before {
        focus(&before);
    }
    Some(copied)
}

/// Largest file that is read, in bytes.
const FILE_MAX: f64 = 256.0 * 1024.0 * 1024.0;

/// The text in a file that a person chose; the error says why there is none.
pub async fn read_text(file: &File) -> Result<String, String> {
    if file.size() > FILE_MAX {
        return Err(t!("file-too-large"));
    }
    let text = JsFuture::from(file.text()).await;
    text.ok().and_then(|text| text.as_string()).ok_or_else(|| t!("file-unreadable"))
}

/// A fresh id of a record: a UUID of version 7, which sorts by the time it was made.
pub fn fresh_record_id() -> RecordId {
    let now = u64::try_from(clock::now().as_millisecond()).unwrap_or(0);
    let id = uuid::Builder::from_unix_timestamp_millis(now, &random_bytes::<10>()).into_uuid();
    RecordId::new(id.to_string()).unwrap_or_else(|_| RecordId::board())
}

/// Scrolls no further than is needed to have all of it in sight.
pub fn show_whole(element: &Element) {
    let nearest = ScrollIntoViewOptions::new();
    nearest.set_block(ScrollLogicalPosition::Nearest);
    nearest.set_inline(ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&nearest);
}

/// Brings a widget into sight and puts the focus on it: the next Tab goes to its first control.
pub fn reveal_widget(record: &str) {
    let selector = format!("[data-testid='widget-realtime'][data-record='{record}']");
    let document = web_sys::window().and_then(|window| window.document());
    let Some(widget) =
        document.and_then(|document| document.query_selector(&selector).ok().flatten())
    else {
        return;
    };
    widget.scroll_into_view();
    if let Ok(widget) = widget.dyn_into::<HtmlElement>() {
        focus(&widget);
    }
}

/// A file of the page's own that was asked for.
pub struct Asked(js_sys::Promise);

impl Asked {
    /// How long a file may take, in milliseconds: it lies inside the program.
    const WITHIN_MS: u32 = 3_000;

    /// Asks for the file at an address beside the page.
    pub fn new(address: &str) -> Self {
        let how = web_sys::RequestInit::new();
        how.set_signal(Some(&web_sys::AbortSignal::timeout_with_u32(Self::WITHIN_MS)));
        Self(match web_sys::window() {
            Some(window) => window.fetch_with_str_and_init(address, &how),
            None => js_sys::Promise::reject(&"no window".into()),
        })
    }

    /// Its text; the error is for the console.
    pub async fn text(self) -> Result<String, wasm_bindgen::JsValue> {
        let answer: web_sys::Response = JsFuture::from(self.0).await?.dyn_into()?;
        if !answer.ok() {
            return Err(format!("{}: {}", answer.url(), answer.status()).into());
        }
        let text = JsFuture::from(answer.text()?).await?;
        text.as_string().ok_or(text)
    }
}

/// Opens the printing dialog.
pub fn print() {
    if let Some(window) = web_sys::window() {
        // Fails only where printing is switched off.
        let _ = window.print();
    }
}

/// Puts the focus on the element with an id.
pub fn focus_by_id(id: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let element = document.and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        focus(&element);
    }
}

/// Sets an attribute of the page's root.
pub fn set_root(name: &str, value: &str) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // Fails only for names that are no attribute names.
        let _ = root.set_attribute(name, value);
    }
}

/// Sets or takes away an attribute without a value of the page's root.
pub fn mark_root(name: &str, on: bool) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    if let Some(root) = root {
        // Fails only for names that are no attribute names.
        let _ = root.toggle_attribute_with_force(name, on);
    }
}

/// What is being pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pasted {
    /// No text.
    Nothing,
    /// More than the given bound: it was not even read.
    TooLong,
    /// A text.
    Text(String),
}

/// The text of a paste, unless it has more than `most` letters (of UTF-16).
pub fn pasted(event: &web_sys::Event, most: u32) -> Pasted {
    use js_sys::{JsString, Reflect};
    // By name, because the clipboard hands out a text that must be measured before it is copied.
    let text = || -> Option<JsString> {
        let board = Reflect::get(event, &"clipboardData".into()).ok()?;
        let read: Function = Reflect::get(&board, &"getData".into()).ok()?.dyn_into().ok()?;
        read.call1(&board, &"text/plain".into()).ok()?.dyn_into().ok()
    };
    match text() {
        Some(text) if text.length() > most => Pasted::TooLong,
        Some(text) if text.length() > 0 => Pasted::Text(text.into()),
        Some(_) | None => Pasted::Nothing,
    }
}
