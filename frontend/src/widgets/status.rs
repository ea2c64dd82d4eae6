//! Services and how they are, since when, with a word about each.

use super::{Editor, WidgetProps, put};
use crate::{
    clock,
    components::{Glyph, Icon, TextField},
    format,
    hooks::use_ticked,
};
use jiff::Timestamp;
use tideboard_protocol::widget::{Service, ServiceState, Status};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct StatusProps {
    pub status: Status,
    pub common: WidgetProps,
}

/// The list of services.
#[component]
pub fn StatusWidget(props: &StatusProps) -> Html {
    if props.status.services.is_empty() {
        return html! { <p class="muted">{ "No services yet." }</p> };
    }
    html! {
        <ul class="services">
            { for props.status.services.iter().map(|service| html! {
                <ServiceRow
                    key={service.id.clone()} service={service.clone()}
                    editor={props.common.editor.clone()} failures={props.common.failures}
                />
            }) }
        </ul>
    }
}

fn words(state: ServiceState) -> &'static str {
    match state {
        ServiceState::Ok => "OK",
        ServiceState::Degraded => "Degraded",
        ServiceState::Down => "Down",
        ServiceState::Maintenance => "Maintenance",
        ServiceState::Unknown => "Unknown",
    }
}

fn look(state: ServiceState) -> (Glyph, &'static str) {
    match state {
        ServiceState::Ok => (Glyph::Check, "tone-good"),
        ServiceState::Degraded => (Glyph::Diamond, "tone-warn"),
        ServiceState::Down => (Glyph::Cross, "tone-bad"),
        ServiceState::Maintenance => (Glyph::Wrench, "tone-neutral"),
        ServiceState::Unknown => (Glyph::Question, "tone-neutral"),
    }
}

#[derive(Properties, PartialEq)]
struct ServiceRowProps {
    service: Service,
    editor: Editor,
    failures: u32,
}

#[component]
fn ServiceRow(props: &ServiceRowProps) -> Html {
    let service = &props.service;
    let select = use_node_ref();
    // The browser keeps what was chosen last; what counts is what the record says.
    use_effect({
        let (select, state) = (select.clone(), service.state);
        move || {
            if let Some(select) = select.cast::<HtmlSelectElement>() {
                select.set_value(state.name());
            }
        }
    });
    let onchange = {
        let (editor, id) = (props.editor.clone(), service.id.clone());
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                editor.change(|edit| {
                    put(edit, &format!("services/{id}/state"), select.value());
                    put(edit, &format!("services/{id}/since"), clock::now().to_string());
                });
            }
        })
    };
    let on_note = {
        let (editor, path) = (props.editor.clone(), format!("services/{}/note", service.id));
        Callback::from(move |(text, typing): (String, bool)| editor.type_text(&path, text, typing))
    };
    let since = service.since.as_deref().and_then(|since| since.parse::<Timestamp>().ok());
    let (glyph, tone) = look(service.state);
    let read_only = props.editor.is_read_only;
    html! {
        <li
            class="service" data-testid="status-service" data-service={service.id.clone()}
            data-value={service.state.name()}
        >
            <span class={classes!("service-mark", tone)}><Icon {glyph} /></span>
            <span class="service-name">{ &service.name }</span>
            <span class="service-about meta">
                if let Some(since) = since { <Since {since} /> }
                <TextField
                    value={service.note.clone()} label={format!("Note on {}", service.name)}
                    on_text={on_note} disabled={read_only} placeholder="Add a note" class="bare"
                    test_id="status-note"
                />
            </span>
            <select
                ref={select} class={classes!("tag", tone)} disabled={read_only}
                aria-label={format!("State of {}", service.name)} data-testid="status-state"
                {onchange}
            >
                { for ServiceState::ALL.map(|state| html! {
                    <option value={state.name()} selected={state == service.state}>{ words(state) }</option>
                }) }
            </select>
        </li>
    }
}

#[derive(Properties, PartialEq)]
struct SinceProps {
    since: Timestamp,
}

#[component]
fn Since(props: &SinceProps) -> Html {
    let since = props.since;
    let words =
        use_ticked(move |now| format!("for {}", format::span(now.duration_since(since).as_secs())));
    html! {
        <span class="muted service-since" title={clock::moment(since, clock::now())}>{ words }</span>
    }
}
