//! Services and how they are, since when, with a word about each and how they were before.

mod history;

use super::{Editor, WidgetProps, put};
use crate::{
    clock,
    components::{Glyph, Icon, TextField},
    format,
    hooks::use_ticked,
};
use history::{DAY_MS, Stretch, points_of_change, share_words, stretches};
use jiff::Timestamp;
use tideboard_protocol::{
    Path, Point,
    widget::{Service, ServiceState, Status},
};
use tideboard_words::t;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// The list of services.
#[component]
pub fn StatusWidget(props: &WidgetProps) -> Html {
    let status = use_memo(props.record.clone(), |it| Status::read(&it.fields));
    if status.services.is_empty() {
        return html! {
            <p class="muted">{ t!("services-none") }</p>
        };
    }
    html! {
        <ul class="services">
            { for status.services.iter().map(|service| {
                let points = props.record.points.get(format!("points/{}", service.id).as_str());
                html! {
                    <ServiceRow
                        key={service.id.clone()} service={service.clone()}
                        points={points.cloned().unwrap_or_default()}
                        editor={props.editor.clone()} failures={props.failures}
                    />
                }
            }) }
        </ul>
    }
}

fn words(state: ServiceState) -> String {
    match state {
        ServiceState::Ok => t!("service-ok"),
        ServiceState::Degraded => t!("service-degraded"),
        ServiceState::Down => t!("service-down"),
        ServiceState::Maintenance => t!("service-maintenance"),
        ServiceState::Unknown => t!("service-unknown"),
    }
}

/// The shape in letters, for lists that hold nothing but text.
fn sign(state: ServiceState) -> &'static str {
    match state {
        ServiceState::Ok => "✓",
        ServiceState::Degraded => "◆",
        ServiceState::Down => "✕",
        ServiceState::Maintenance => "⚒",
        ServiceState::Unknown => "?",
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
    points: Vec<Point>,
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
    let since = service.since.as_deref().and_then(|since| since.parse::<Timestamp>().ok());
    let onchange = {
        let (editor, service) = (props.editor.clone(), service.clone());
        let has_history = !props.points.is_empty();
        Callback::from(move |event: Event| {
            let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|it| it.value());
            let state =
                ServiceState::ALL.into_iter().find(|it| Some(it.name()) == chosen.as_deref());
            if let Some(state) = state.filter(|state| *state != service.state) {
                change_state(&editor, &service, since.filter(|_| !has_history), state);
            }
        })
    };
    let on_note = {
        let (editor, path) = (props.editor.clone(), format!("services/{}/note", service.id));
        Callback::from(move |(text, typing): (String, bool)| editor.type_text(&path, text, typing))
    };
    let (glyph, tone) = look(service.state);
    let read_only = props.editor.is_read_only;
    html! {
        <li
            class="service" data-testid="status-service" data-service={service.id.clone()}
            data-value={service.state.name()}
        >
            <span class={classes!("service-mark", tone)}><Icon {glyph} /></span>
            <span class="service-name" dir="auto" title={service.name.clone()}>{ &service.name }</span>
            <span class="service-about meta">
                if let Some(since) = since { <Since {since} /> }
                <TextField
                    value={service.note.clone()} label={t!("service-note", name = &service.name)}
                    on_text={on_note} disabled={read_only} placeholder={t!("service-note-add")} class="bare"
                    test_id="status-note"
                />
            </span>
            <select
                ref={select} class={classes!("tag", tone)} disabled={read_only}
                aria-label={t!("service-state", name = &service.name)} data-testid="status-state"
                {onchange}
            >
                { for ServiceState::ALL.map(|state| html! {
                    <option value={state.name()} selected={state == service.state}>
                        { sign(state) }{ "\u{2002}" }{ words(state) }
                    </option>
                }) }
            </select>
            <Strip points={props.points.clone()} state={service.state} {since} />
        </li>
    }
}

/// Writes a state with its time, and where the history did not know the one before, that, too.
fn change_state(
    editor: &Editor,
    service: &Service,
    known_since: Option<Timestamp>,
    state: ServiceState,
) {
    let now = clock::now();
    let id = &service.id;
    editor.change(|edit| {
        put(edit, &format!("services/{id}/state"), state.name());
        put(edit, &format!("services/{id}/since"), now.to_string());
        if let Ok(path) = Path::new(format!("points/{id}")) {
            let before = known_since.map(|since| (service.state, since));
            edit.append.insert(path, points_of_change(before, (state, now)));
        }
    });
}

#[derive(Properties, PartialEq)]
struct SinceProps {
    since: Timestamp,
}

/// Since when, as a time and as a length; times to come are said to be that.
#[component]
fn Since(props: &SinceProps) -> Html {
    let since = props.since;
    let (at, span) = use_ticked(move |now| {
        let seconds = now.duration_since(since).as_secs();
        if seconds < -60 {
            (t!("service-from", time = clock::moment(since, now)), String::new())
        } else {
            (
                format!("{} ", t!("service-since", time = clock::time_or_day(since, now))),
                format::span(seconds),
            )
        }
    });
    let title = clock::moment(since, clock::now());
    html! {
        <span class="muted service-since number" {title} data-testid="status-since">
            <span class={(!span.is_empty()).then_some("service-at")}>{ at }</span>{ span }
        </span>
    }
}

#[derive(Properties, PartialEq)]
struct StripProps {
    points: Vec<Point>,
    state: ServiceState,
    since: Option<Timestamp>,
}

/// The states of the last 24 hours, as far as they are known.
#[component]
fn Strip(props: &StripProps) -> Html {
    const MINUTE_MS: i64 = 60_000;
    let now = use_ticked(|now| now.as_millisecond().div_euclid(MINUTE_MS) * MINUTE_MS);
    let current = (props.state, props.since.map(Timestamp::as_millisecond));
    let shown = stretches(&props.points, current, (now - DAY_MS, now));
    let words = share_words(&shown, words);
    let part = |stretch: &Stretch| {
        let place = |t_ms: i64| (t_ms - (now - DAY_MS)) as f64 / DAY_MS as f64 * 100.0;
        let (from, to) = (place(stretch.from), place(stretch.to));
        // Each state has another height: no meaning by colour alone.
        let height = match stretch.state {
            ServiceState::Ok => 2.0,
            ServiceState::Unknown | ServiceState::Maintenance => 3.0,
            ServiceState::Degraded => 4.0,
            ServiceState::Down => 6.0,
        };
        html! {
            <rect
                class={classes!("strip-part", look(stretch.state).1)} x={format!("{from:.2}")}
                width={format!("{:.2}", (to - from).max(0.6))} y={(6.0 - height).to_string()}
                height={height.to_string()}
            />
        }
    };
    html! {
        <svg
            class={classes!("service-strip", shown.is_empty().then_some("blank"))}
            viewBox="0 0 100 6" preserveAspectRatio="none" role="img"
            aria-label={words.clone()} data-testid="status-history" data-count={shown.len().to_string()}
        >
            <title>{ words }</title>
            <rect class="strip-ground" x="0" y="5" width="100" height="1" />
            { for shown.iter().map(part) }
        </svg>
    }
}
