//! What this app is, and what a report of a mistake needs.

use crate::{
    components::{CopyButton, ErrorNote},
    hooks::{use_command, use_view},
};
use tideboard_protocol::ipc::Diagnostics;
use tideboard_words::t;
use yew::prelude::*;

/// The section.
#[component]
pub fn About() -> Html {
    let version = use_view(|view| view.version.clone());
    let reading = use_command::<Diagnostics>();
    use_effect_with((), {
        let send = reading.send.clone();
        move |()| send.emit(Diagnostics {})
    });
    html! {
        <>
            <p>{ t!("about-version", version = version) }</p>
            <h3>{ t!("about-report") }</h3>
            <p class="muted">
                { t!("about-report-about") }
            </p>
            if let Some(error) = &reading.error { <ErrorNote error={(**error).clone()} /> }
            if let Some(report) = &reading.reply {
                <pre class="report" tabindex="0" data-testid="diagnostics">{ report.as_str() }</pre>
                <p>
                    <CopyButton
                        text={(**report).clone()} test_id="diagnostics-copy"
                        class="button small" label={t!("about-copy")}
                    />
                </p>
            }
        </>
    }
}
