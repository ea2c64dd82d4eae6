//! The language of the shell follows the settings; where those leave it to the system, the system.

use crate::shell::Shell;
use std::sync::Arc;
use tideboard_protocol::settings::Settings;
use tideboard_words::Locale;

/// The language that settings mean here.
pub fn of(settings: &Settings) -> Locale {
    Locale::chosen(settings.language, sys_locale::get_locales())
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
