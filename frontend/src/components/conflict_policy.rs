//! What happens by itself to clashes, by kind of widget.

use super::ErrorNote;
use crate::hooks::{use_command, use_view};
use tideboard_protocol::{ipc::SetConflictPolicies, settings::ConflictPolicy, widget::WidgetKind};
use tideboard_words::t;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct PolicySelectProps {
    /// Kind of record.
    pub kind: AttrValue,
    /// Words before the choice.
    pub label: AttrValue,
}

/// The choice for one kind; saved at once.
#[component]
pub fn PolicySelect(props: &PolicySelectProps) -> Html {
    let policies = use_view(|view| view.settings.realtime.conflict_policies.clone());
    let saving = use_command::<SetConflictPolicies>();
    let now = policies.get(props.kind.as_str()).copied().unwrap_or_default();
    let onchange = {
        let (send, kind) = (saving.send.clone(), props.kind.to_string());
        Callback::from(move |event: Event| {
            let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|it| it.value());
            let policy = match chosen.as_deref() {
                Some("mine") => ConflictPolicy::Mine,
                Some("theirs") => ConflictPolicy::Theirs,
                Some(_) | None => ConflictPolicy::Ask,
            };
            let mut policies = policies.clone();
            policies.insert(kind.clone(), policy);
            policies.retain(|_, policy| *policy != ConflictPolicy::Ask);
            send.emit(SetConflictPolicies { policies });
        })
    };
    let option = |policy: ConflictPolicy, value: &'static str, words: String| {
        html! { <option {value} selected={now == policy}>{ words }</option> }
    };
    html! {
        <>
            <label class="policy">
                <span>{ &props.label }</span>
                <select {onchange} data-testid="conflict-policy" data-kind={props.kind.clone()}>
                    { option(ConflictPolicy::Ask, "ask", t!("policy-ask")) }
                    { option(ConflictPolicy::Mine, "mine", t!("policy-mine")) }
                    { option(ConflictPolicy::Theirs, "theirs", t!("policy-theirs")) }
                </select>
            </label>
            if let Some(error) = &saving.error { <ErrorNote error={(**error).clone()} /> }
        </>
    }
}

/// A kind of widget, several of them: "tables".
pub fn kinds_in_words(kind: &str) -> String {
    match WidgetKind::named(kind) {
        Some(WidgetKind::Metric) => t!("kinds-metric"),
        Some(WidgetKind::Chart) => t!("kinds-chart"),
        Some(WidgetKind::Table) => t!("kinds-table"),
        Some(WidgetKind::Checklist) => t!("kinds-checklist"),
        Some(WidgetKind::Note) => t!("kinds-note"),
        Some(WidgetKind::Status) => t!("kinds-status"),
        Some(WidgetKind::Counter) => t!("kinds-counter"),
        None => t!("kinds-other", kind = kind),
    }
}
