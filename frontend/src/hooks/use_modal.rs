//! Shows a dialog above everything else.

use crate::browser;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// Shows the element as a modal dialog; afterwards the focus is where it was.
#[hook]
pub fn use_modal(node: NodeRef) {
    use_effect_with(node, |node| {
        let before = browser::focused();
        let dialog = node.cast::<HtmlDialogElement>();
        if let Some(dialog) = &dialog {
            // Fails only for a dialog that is open already.
            let _ = dialog.show_modal();
        }
        move || {
            if let Some(dialog) = dialog {
                dialog.close();
            }
            if let Some(before) = before {
                browser::focus(&before);
            }
        }
    });
}
