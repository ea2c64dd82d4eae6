//! The language of the shell follows the settings; where those leave it to the system, the system.

use crate::shell::Shell;
use std::sync::Arc;
use tideboard_protocol::settings::Settings;
use tideboard_words::Locale;

/// The language that settings mean here.
pub fn of(settings: &Settings) -> Locale {
    Locale::chosen(settings.language, sys_locale::get_locales())
}

/// Tells a page the system's languages as the shell sees them. By itself a page would learn of those
/// alone whose data the system has installed: window and tray could speak different ones.
pub fn for_page() -> String {
    let languages = serde_json::json!(sys_locale::get_locales().collect::<Vec<_>>());
    format!(
        "const known = tag => {{ try {{ return Intl.getCanonicalLocales(tag).length > 0 }} \
         catch {{ return false }} }}; \
         const languages = Object.freeze({languages}.filter(known)); \
         Object.defineProperty(navigator, 'languages', {{ value: languages }});"
    )
}

/// Speaks the language of the settings from now on.
pub async fn follow(shell: Arc<Shell>) {
    let mut settings = shell.settings.watch();
    loop {
        let wanted = of(&settings.borrow_and_update());
        tideboard_words::speak(wanted);
        shell.locale.send_if_modified(|locale| std::mem::replace(locale, wanted) != wanted);
        if settings.changed().await.is_err() {
            return;
        }
    }
}
