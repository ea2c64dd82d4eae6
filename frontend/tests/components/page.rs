//! A page with components in it, as a person sees and uses it.

use crate::shell::{Handle, Shell};
use gloo::timers::future::TimeoutFuture;
use js_sys::Promise;
use std::rc::Rc;
use tideboard_frontend::parts::{DashboardRealtimeProvider, Door, ShowPanel, Sprite, Toasts};
use tideboard_words::{Catalogue, Locale};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit,
};
use yew::prelude::*;

/// Turns of the page that something may take; each lets what is due happen.
const TURNS: u32 = 2_000;

#[derive(Properties, PartialEq)]
struct HostProps {
    door: Door,
    content: Html,
}

/// Everything that components need around them.
#[component]
fn Host(props: &HostProps) -> Html {
    let show = use_memo((), |()| ShowPanel(Callback::noop()));
    html! {
        <>
            <Sprite />
            <DashboardRealtimeProvider door={props.door.clone()}>
                <ContextProvider<ShowPanel> context={(*show).clone()}>
                    <Toasts>{ props.content.clone() }</Toasts>
                </ContextProvider<ShowPanel>>
            </DashboardRealtimeProvider>
        </>
    }
}

/// A page; it goes with this value.
pub struct Page {
    root: Element,
    app: Option<yew::AppHandle<Host>>,
}

impl Page {
    /// Shows components in front of a shell, and waits until they know what it told first.
    pub async fn shows(shell: &Rc<Shell>, content: Html) -> Self {
        let page = Self::opens(shell, content);
        page.sees("[data-testid='dashboard-realtime-provider'][data-state='attached']").await;
        page
    }

    /// Shows components; nothing is waited for.
    pub fn opens(shell: &Rc<Shell>, content: Html) -> Self {
        learn_english();
        let document = gloo::utils::document();
        let root = document.create_element("div").expect("an element can be made");
        gloo::utils::body().append_child(&root).expect("the body takes it");
        let door = Door::to(Rc::new(Handle(Rc::clone(shell))));
        let props = HostProps { door, content };
        let app = yew::Renderer::<Host>::with_root_and_props(root.clone(), props).render();
        Self { root, app: Some(app) }
    }

    /// Takes everything off the page.
    pub fn closes(&mut self) {
        if let Some(app) = self.app.take() {
            app.destroy();
        }
    }

    /// What a selector finds.
    pub fn all(&self, place: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(place).expect("a selector");
        (0..found.length()).filter_map(|at| found.item(at)?.dyn_into().ok()).collect()
    }

    fn first(&self, place: &str) -> Option<HtmlElement> {
        self.all(place).into_iter().next()
    }

    /// Waits until a selector finds something; the first that it finds.
    pub async fn sees(&self, place: &str) -> HtmlElement {
        until(place, || self.first(place)).await
    }

    /// Waits until a selector finds nothing.
    pub async fn sees_no(&self, place: &str) {
        until(&format!("no {place}"), || self.first(place).is_none().then_some(())).await;
    }

    /// Waits until the words stand somewhere in what a selector finds.
    pub async fn reads(&self, place: &str, words: &str) {
        let found = || {
            let all = self.all(place);
            let texts = all.iter().filter_map(|element| element.text_content());
            texts.into_iter().any(|text| text.contains(words)).then_some(())
        };
        until(&format!("“{words}” in {place}"), found).await;
    }

    /// What stands in the first place that a selector finds.
    pub fn text(&self, place: &str) -> String {
        self.first(place).and_then(|element| element.text_content()).unwrap_or_default()
    }

    /// An attribute of the first place that a selector finds, of whatever kind that is.
    pub fn attribute(&self, place: &str, name: &str) -> Option<String> {
        self.root.query_selector(place).expect("a selector")?.get_attribute(name)
    }

    /// Clicks, once it is there.
    pub async fn clicks(&self, place: &str) {
        self.sees(place).await.click();
    }

    /// Types into a field all that shall stand there.
    pub async fn types(&self, place: &str, text: &str) {
        let field: HtmlInputElement = self.sees(place).await.unchecked_into();
        field.set_value(text);
        let how = EventInit::new();
        how.set_bubbles(true);
        let event = Event::new_with_event_init_dict("input", &how).expect("an event");
        field.dispatch_event(&event).expect("the field takes it");
    }

    /// Presses a key in a place.
    pub async fn presses(&self, place: &str, key: &str) {
        let how = KeyboardEventInit::new();
        how.set_key(key);
        how.set_bubbles(true);
        how.set_cancelable(true);
        let event =
            KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &how).expect("an event");
        self.sees(place).await.dispatch_event(&event).expect("the place takes it");
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        self.closes();
        self.root.remove();
    }
}

/// The place of that test id.
pub fn mark(test_id: &str) -> String {
    format!("[data-testid='{test_id}']")
}

/// Waits, turn by turn, until something is there.
pub async fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    for _ in 0..TURNS {
        if let Some(found) = look() {
            return found;
        }
        turn().await;
    }
    let body = gloo::utils::body().inner_html();
    panic!("not seen: {what}\nin {}", body.chars().take(4_000).collect::<String>());
}

/// Lets everything happen that is due.
pub async fn turn() {
    TimeoutFuture::new(0).await;
}

/// Lets a frame be drawn.
pub async fn frame() {
    let drawn = Promise::new(&mut |done, _| {
        gloo::utils::window().request_animation_frame(&done).expect("frames are drawn");
    });
    JsFuture::from(drawn).await.expect("it is never rejected");
}

/// What has the focus.
pub fn focus() -> Option<String> {
    gloo::utils::document().active_element()?.get_attribute("data-testid")
}

fn learn_english() {
    macro_rules! files {
        ($($name:literal),*) => {
            [$(include_str!(concat!("../../../src-tauri/crates/words/locales/en/", $name, ".ftl"))),*]
        };
    }
    if !tideboard_words::knows(Locale::English) {
        let files = files!("sync", "board", "widgets", "app");
        tideboard_words::teach(Catalogue::read(Locale::English, files));
        tideboard_words::speak(Locale::English);
    }
}
