//! Settings that the user changes while the app runs.

use super::{use_command, use_view};
use std::rc::Rc;
use tideboard_protocol::{ApiError, ipc::SetPreferences, settings::Preferences};
use yew::prelude::*;

/// The preferences and the way to change them.
pub struct SavedPreferences {
    /// As they are.
    pub now: Preferences,
    /// Saves all of them.
    pub save: Callback<Preferences>,
    /// Why the last change was not saved.
    pub error: Option<Rc<ApiError>>,
}

/// Reads and changes the preferences.
#[hook]
pub fn use_preferences() -> SavedPreferences {
    let saving = use_command::<SetPreferences>();
    SavedPreferences {
        now: use_view(|view| view.settings.preferences()),
        save: saving.send.reform(|preferences| SetPreferences { preferences }),
        error: saving.error,
    }
}
