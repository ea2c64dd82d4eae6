//! What a test does and sees in the page of the window.

use std::path::Path;

use fantoccini::{Client, Locator, elements::Element, error::CmdError};
use serde_json::{Value, json};
use tokio::time::timeout;

use super::Desktop;
use crate::{
    PATIENCE,
    wait::{eventually, eventually_is, eventually_ok},
};

/// Selector of what carries this test id.
pub fn mark(test_id: &str) -> String {
    format!("[data-testid=\"{test_id}\"]")
}

/// Selector of what carries a test id inside the widget of a record.
pub fn in_widget(record: &str, test_id: &str) -> String {
    format!("{} {}", widget(record), mark(test_id))
}

/// Selector of the widget of a record.
pub fn widget(record: &str) -> String {
    format!("[data-testid=\"widget-realtime\"][data-record=\"{record}\"]")
}

impl Desktop {
    // What a test does in the window. A place is a CSS selector; see `mark` and `in_widget`.

    /// Presses what is there, as soon as it can be pressed.
    #[track_caller]
    pub fn clicks(&self, place: &str) {
        self.act(&format!("{place} can be pressed"), async |client| {
            client.find(Locator::Css(place)).await?.click().await
        });
    }

    /// Types into a field in place of what is in it.
    #[track_caller]
    pub fn types(&self, place: &str, text: &str) {
        self.act(&format!("{place} can be typed into"), async |client| {
            let field = client.find(Locator::Css(place)).await?;
            field.clear().await?;
            field.send_keys(text).await
        });
    }

    /// Chooses a file in a field for one, as its dialog would.
    #[track_caller]
    pub fn gives_file(&self, place: &str, file: &Path) {
        let file = file.to_str().expect("a plain path");
        self.act(&format!("{place} takes a file"), async |client| {
            client.find(Locator::Css(place)).await?.send_keys(file).await
        });
    }

    /// Presses keys wherever the focus is.
    #[track_caller]
    pub fn presses(&self, keys: &str) {
        self.act("there is a focus", async |client| {
            // The driver sometimes goes on naming what had the focus and is gone. Keys for the body
            // go wherever the focus is, too.
            let focus = match client.active_element().await {
                Ok(element) => element,
                Err(_) => client.find(Locator::Css("body")).await?,
            };
            focus.send_keys(keys).await
        });
    }

    // What a test sees in the window.

    /// Waits until something is there.
    #[track_caller]
    pub fn sees(&self, place: &str) {
        eventually(&format!("{place} is to be seen"), || self.is_there(place).then_some(()));
    }

    /// Waits until something is not there.
    #[track_caller]
    pub fn sees_no(&self, place: &str) {
        eventually(&format!("{place} goes"), || (!self.is_there(place)).then_some(()));
    }

    /// Whether something is there now and takes up room.
    pub fn is_there(&self, place: &str) -> bool {
        self.rectangle(place).is_some_and(|[_, _, width, height]| width > 0.0 && height > 0.0)
    }

    /// Waits until an attribute has a value.
    #[track_caller]
    pub fn shows(&self, place: &str, attribute: &str, value: &str) {
        eventually_is(&format!("{attribute} of {place}"), Some(value.to_owned()), || {
            self.attribute(place, attribute)
        });
    }

    /// Waits until the text of something contains this.
    #[track_caller]
    pub fn reads(&self, place: &str, words: &str) {
        eventually(&format!("{place} says “{words}”"), || {
            self.text(place)?.contains(words).then_some(())
        });
    }

    /// An attribute, where it is there now.
    pub fn attribute(&self, place: &str, attribute: &str) -> Option<String> {
        self.look(place, async |element| element.attr(attribute).await).flatten()
    }

    /// A property of an element, such as what a field contains.
    pub fn property(&self, place: &str, property: &str) -> Option<String> {
        self.look(place, async |element| element.prop(property).await).flatten()
    }

    /// Waits until a property of an element has a value.
    #[track_caller]
    pub fn property_is(&self, place: &str, property: &str, value: &str) {
        eventually_is(&format!("{property} of {place}"), Some(value.to_owned()), || {
            self.property(place, property)
        });
    }

    /// The text of something, if it is there now.
    pub fn text(&self, place: &str) -> Option<String> {
        // The driver's own idea of text leaves out whatever could be cut off with an ellipsis.
        self.property(place, "textContent")
    }

    /// `data-testid` of what has the focus.
    pub fn focus(&self) -> Option<String> {
        self.try_to(async |client| client.active_element().await?.attr("data-testid").await)
            .flatten()
    }

    /// Runs a script in the page; what it returns.
    pub fn script(&self, script: &str) -> Option<Value> {
        self.try_to(async |client| client.execute(script, Vec::new()).await)
    }

    // What a test looks at as a whole.

    /// Gives the page this size, in pixels of the page.
    #[track_caller]
    pub fn measures(&self, width: u32, height: u32) {
        eventually(&format!("the page measures {width} × {height}"), || {
            let inner = self.script("return [window.innerWidth, window.innerHeight];")?;
            if inner == json!([width, height]) {
                return Some(());
            }
            self.try_to(async |client| client.set_window_rect(0, 0, width, height).await)?;
            None
        });
    }

    /// Goes to another address of the page.
    #[track_caller]
    pub fn goes_to(&self, address: &str) {
        self.script("document.documentElement.dataset.left = 'true';").expect("the page answers");
        let go = format!("location.replace({address:?});");
        self.script(&go).expect("the page can be left");
        eventually(&format!("the page is at {address}"), || {
            let there = self.script("return !document.documentElement.dataset.left")?;
            there.as_bool()?.then_some(())
        });
    }

    /// Keeps everything on the page from moving and blinking, and waits for the fonts.
    #[track_caller]
    pub fn stands_still(&self) {
        const STILL: &str = "
            // Not by the page's own switch, which its settings set once more when they come. Bars
            // that lie over what scrolls show up for a moment, and then fade.
            const still = new CSSStyleSheet();
            still.replaceSync('*, *::before, *::after { animation: none !important; '
                + 'transition: none !important; caret-color: transparent !important; } '
                + '* { scrollbar-width: none !important; } '
                + '.board, .widget-body { overflow: hidden !important; }');
            document.adoptedStyleSheets = [still];
            return document.fonts.status === 'loaded';";
        eventually("the page stands still", || self.script(STILL)?.as_bool()?.then_some(()));
    }

    /// Place and size of something. The driver itself knows none of what is inert.
    pub(super) fn rectangle(&self, place: &str) -> Option<[f64; 4]> {
        let measure = format!(
            "const box = document.querySelector({place:?})?.getBoundingClientRect();
             return box ? [box.x, box.y, box.width, box.height] : null;"
        );
        serde_json::from_value(self.script(&measure)?).ok()
    }

    fn look<T>(
        &self,
        place: &str,
        look: impl AsyncFnOnce(Element) -> Result<T, CmdError>,
    ) -> Option<T> {
        self.try_to(async |client| look(client.find(Locator::Css(place)).await?).await)
    }

    #[track_caller]
    fn act(&self, what: &str, act: impl AsyncFn(&Client) -> Result<(), CmdError>) {
        eventually_ok(what, || {
            self.attempt(async |client| act(client).await)
                .unwrap_or_else(|| panic!("{what}: the window does not answer"))
        });
    }

    pub(super) fn try_to<T>(
        &self,
        ask: impl AsyncFnOnce(&Client) -> Result<T, CmdError>,
    ) -> Option<T> {
        self.attempt(ask)?.ok()
    }

    fn attempt<T>(
        &self,
        ask: impl AsyncFnOnce(&Client) -> Result<T, CmdError>,
    ) -> Option<Result<T, CmdError>> {
        let client = &self.running.as_ref()?.client;
        self.runtime.block_on(async { timeout(PATIENCE, ask(client)).await }).ok()
    }
}
