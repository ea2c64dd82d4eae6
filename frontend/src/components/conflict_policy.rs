//! What happens by itself to clashes, by kind of widget.

use super::ErrorNote;
use crate::hooks::{use_command, use_view};
use tideboard_protocol::{ipc::SetConflictPolicies, settings::ConflictPolicy, widget::WidgetKind};
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
    let option = |policy: ConflictPolicy, value: &'static str, words: &'static str| {
        html! { <option {value} selected={now == policy}>{ words }</option> }
    };
    html! {
        <>
            <label class="policy">
                <span>{ &props.label }</span>
                <select {onchange} data-testid="conflict-policy" data-kind={props.kind.clone()}>
                    { option(ConflictPolicy::Ask, "ask", "ask me") }
                    { option(ConflictPolicy::Mine, "mine", "keep mine") }
                    { option(ConflictPolicy::Theirs, "theirs", "keep theirs") }
                </select>
            </label>
            if let Some(error) = &saving.error { <ErrorNote error={(**error).clone()} /> }
        </>
    }
}

/// A kind of widget, several of them: "tables".
pub fn kinds_in_words(kind: &str) -> String {
    let known = WidgetKind::ALL.into_iter().find(|known| known.name() == kind);
    match known {
        Some(WidgetKind::Metric) => "metrics",
        Some(WidgetKind::Chart) => "charts",
        Some(WidgetKind::Table) => "tables",
        Some(WidgetKind::Checklist) => "checklists",
        Some(WidgetKind::Note) => "notes",
        Some(WidgetKind::Status) => "status lists",
        Some(WidgetKind::Counter) => "counters",
        None => return format!("widgets of the kind {kind}"),
    }
    .to_owned()
}
