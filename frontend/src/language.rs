//! The language of the page. Catalogues lie as files beside it and are read when they are needed,
//! so that the program of the view carries none of them.

mod drafts;

use crate::browser;
use std::cell::Cell;
use tideboard_protocol::settings::Language;
use tideboard_words::{Catalogue, FILES, Locale};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

/// The language that a setting means here; in debug builds the address may say another.
fn meant(language: Language) -> Locale {
    #[cfg(debug_assertions)]
    if let Some(asked) = browser::query("lang").and_then(|tag| Locale::of_tag(&tag)) {
        return asked;
    }
    Locale::chosen(language, browser::languages())
}

thread_local! {
    /// Counts what was asked for: while a catalogue is read, somebody may choose another one.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// Speaks the language that a setting means; tells whether that is another than before. Without
/// its catalogue it is English; without that, too, the names of the messages are shown, and the
/// console says why.
pub async fn speak(language: Language) -> bool {
    let asked = ASKED.get().wrapping_add(1);
    ASKED.set(asked);
    let (before, locale) = (tideboard_words::locale(), learned(meant(language)).await);
    if ASKED.get() != asked {
        return false;
    }
    tideboard_words::speak(locale);
    tell_page(locale);
    before != locale
}

/// Tells the page its language, and the way it is read.
fn tell_page(locale: Locale) {
    browser::set_root("lang", locale.tag());
    browser::set_root("dir", if locale.is_mirrored() { "rtl" } else { "ltr" });
}

/// Reads the catalogue of a language, if that was not done; tells which language can be spoken.
async fn learned(locale: Locale) -> Locale {
    // English is there for each message that another language lacks.
    read(Locale::English).await;
    read(locale).await;
    if tideboard_words::knows(locale) { locale } else { Locale::English }
}

async fn read(locale: Locale) {
    if tideboard_words::knows(locale) {
        return;
    }
    // All are asked for before the first is waited for.
    let folder = locale.folder();
    let asked = FILES.map(|file| browser::Asked::new(&format!("locales/{folder}/{file}.ftl")));
    let mut files = Vec::with_capacity(asked.len());
    for asked in asked {
        match asked.text().await {
            Ok(text) => files.push(&*text.leak()),
            Err(why) => return gloo::console::error!("no texts in", locale.tag(), why),
        }
    }
    tideboard_words::teach(Catalogue::read(locale, files));
}

/// The language that is spoken, after the setting; another one comes once its catalogue is read.
#[hook]
pub fn use_language(language: Language) -> Locale {
    let update = use_force_update();
    use_effect_with(language, move |language| {
        let language = *language;
        spawn_local(async move {
            if speak(language).await {
                let typed = drafts::typed();
                update.force_update();
                drafts::put_back(typed);
            }
        });
    });
    tideboard_words::locale()
}

/// What makes a form of numbers or times of the browser: the language that is spoken, with the
/// system's region where that speaks it, too, and these options.
#[cfg(target_arch = "wasm32")]
pub fn form(options: &[(&str, wasm_bindgen::JsValue)]) -> (js_sys::Array, js_sys::Object) {
    let spoken = tideboard_words::locale().folder();
    let is_spoken =
        |tag: &String| tag.get(..2) == Some(spoken) && tag.get(2..3).is_none_or(|next| next == "-");
    let tag = browser::languages().into_iter().find(is_spoken);
    let all = js_sys::Object::new();
    for (name, value) in options {
        // Setting a member of a plain object cannot fail.
        let _ = js_sys::Reflect::set(&all, &(*name).into(), value);
    }
    (js_sys::Array::of1(&tag.as_deref().unwrap_or(spoken).into()), all)
}
