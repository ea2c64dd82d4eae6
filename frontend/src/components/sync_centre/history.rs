//! The last 30 days of own changes: what lost, was rolled back or merged, with one press to bring it
//! back.

use crate::{
    clock,
    components::{ErrorNote, Glyph, Icon, Toast, use_toast},
    format,
    history::{self, Line},
    hooks::{use_command, use_history, use_record_of, use_stepping, use_view},
    op_words,
};
use std::rc::Rc;
use tideboard_protocol::{
    ApiError,
    ipc::{HistoryValues, RestoreFromHistory},
    view::{Ending, HistoryItem},
};
use tideboard_words::t;
use yew::prelude::*;

/// Most fields of a change that are listed.
const MOST_LINES: usize = 8;

/// The history.
#[component]
pub fn HistoryTab() -> Html {
    let settled = use_state_eq(|| false);
    let past = use_history(*settled);
    let only = |wanted: bool, test_id: &'static str, words: String| {
        let set = settled.setter();
        html! {
            <button
                type="button" class="button small" aria-pressed={(*settled == wanted).to_string()}
                data-testid={test_id} onclick={Callback::from(move |_: MouseEvent| set.set(wanted))}
            >
                { words }
            </button>
        }
    };
    let now = clock::now();
    let mut day = String::new();
    let rows = past.items.iter().map(|item| {
        let of_item = clock::day(item.ended_at);
        let is_new_day = of_item != day;
        if is_new_day {
            day.clone_from(&of_item);
        }
        let heading = if of_item == clock::day(now) { t!("history-today") } else { of_item };
        html! {
            <li key={item.id.to_string()}>
                if is_new_day { <h3 class="history-day">{ heading }</h3> }
                <Row item={Rc::new(item.clone())} />
            </li>
        }
    });
    let rows: Vec<Html> = rows.collect();
    html! {
        <>
            <div class="history-filter" role="group" aria-label={t!("history-which")}>
                { only(false, "history-lost", t!("history-lost")) }
                { only(true, "history-all", t!("history-all")) }
            </div>
            if let Some(error) = &past.error { <ErrorNote error={(**error).clone()} /> }
            if past.is_loading { <p class="muted pad" aria-busy="true">{ t!("history-reading") }</p> }
            if rows.is_empty() && !past.is_loading && past.error.is_none() {
                <div class="drawer-empty">
                    <Icon glyph={Glyph::Check} />
                    <p>
                        { if *settled {
                            t!("history-none-ended")
                        } else {
                            t!("history-none-lost")
                        } }
                    </p>
                </div>
            }
            <ul class="history" data-testid="history" data-count={rows.len().to_string()}>
                { for rows }
            </ul>
            if past.more {
                <button
                    type="button" class="button small" data-testid="history-older"
                    onclick={past.older.reform(|_: MouseEvent| ())}
                >
                    { t!("history-older") }
                </button>
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    item: Rc<HistoryItem>,
}

#[component]
fn Row(props: &RowProps) -> Html {
    let item = &*props.item;
    let record = use_record_of(&item.board, &item.record);
    let other_board = use_view({
        let board = item.board.clone();
        move |view| {
            let is_open = view.board.as_ref().is_some_and(|open| open.id == board);
            let title = || view.boards.iter().find(|it| it.id == board).map(|it| it.title.clone());
            if is_open { None } else { title() }
        }
    });
    let restoring = use_restoring(item);
    let (glyph, tone) = look(item.ending);
    let mut about = vec![item.title.clone(), clock::time(item.ended_at)];
    about.extend(other_board);
    let lines = history::lines(item, record.as_ref().map(|record| &record.fields));
    let their_name = history::other_side(item).map(|by| by.name.clone());
    html! {
        <article
            class="change" data-testid="history-item" data-id={item.id.to_string()}
            data-ending={history::ending_name(item.ending)} data-record={item.record.to_string()}
        >
            <span class={classes!("change-mark", tone)}><Icon {glyph} /></span>
            <p class="change-what">{ op_words::describe_past(item, record.as_deref()) }</p>
            <span class={classes!("tag", tone)} title={history::ending_sentence(item.ending)}>
                { history::ending_tag(item.ending) }
            </span>
            <p class="change-about meta">{ about.join(" · ") }</p>
            if item.ending != Ending::Settled && !lines.is_empty() {
                { table(lines, item.ending, their_name) }
            }
            if let Some(error) = &restoring.error {
                <div class="change-about"><ErrorNote error={(**error).clone()} /></div>
            }
            <p class="change-about">
                { for history::offers(item).into_iter().map(|values| html! {
                    <button
                        type="button" class="link" disabled={restoring.busy}
                        data-testid="history-restore" data-values={values_name(values)}
                        onclick={restoring.restore.reform(move |_: MouseEvent| values)}
                    >
                        { history::offer_words(values) }
                    </button>
                }) }
            </p>
        </article>
    }
}

struct Restoring {
    restore: Callback<HistoryValues>,
    busy: bool,
    error: Option<Rc<ApiError>>,
}

/// Brings values back, and says so with a way to take that back.
#[hook]
fn use_restoring(item: &HistoryItem) -> Restoring {
    let restoring = use_command::<RestoreFromHistory>();
    let (toast, stepping) = (use_toast(), use_stepping());
    use_effect_with(restoring.reply.clone(), {
        let board = item.board.clone();
        let words = t!("history-brought-back", title = format::short(&item.title, 40));
        move |reply: &Option<Rc<_>>| {
            if reply.is_some() {
                let undo = stepping.undo_on.reform(move |()| Some(board.clone()));
                toast.emit(Toast::step(words, undo));
            }
        }
    });
    let id = item.id;
    Restoring {
        restore: restoring.send.reform(move |values| RestoreFromHistory { id, values }),
        busy: restoring.busy,
        error: restoring.error,
    }
}

/// Both sides; what did not come to stand is struck through.
fn table(lines: Vec<Line>, ending: Ending, their_name: Option<String>) -> Html {
    let (mine, theirs) = match ending {
        Ending::KeptLocal => ("kept", "dropped"),
        Ending::KeptRemote => ("dropped", "kept"),
        Ending::RolledBack | Ending::Vanished | Ending::Superseded => ("dropped", ""),
        Ending::Settled | Ending::Merged | Ending::Reminted => ("", ""),
    };
    let hidden = lines.len().saturating_sub(MOST_LINES) as u32;
    let has_theirs = lines.iter().any(|line| line.theirs.is_some());
    let cell = |text: &str, class: &'static str| {
        let text = format::short(text, 160);
        html! { <td>if !text.is_empty() { <span {class}>{ text }</span> }</td> }
    };
    html! {
        <table class="sides">
            <thead>
                <tr>
                    <td></td><th scope="col">{ t!("history-before") }</th><th scope="col">{ t!("history-mine") }</th>
                    if has_theirs {
                        <th scope="col">{ their_name.unwrap_or_else(|| t!("history-theirs")) }</th>
                    }
                </tr>
            </thead>
            <tbody>
                { for lines.iter().take(MOST_LINES).map(|line| html! {
                    <tr>
                        <th scope="row">{ &line.label }</th>
                        { cell(&line.before, "") }
                        { cell(&line.mine, mine) }
                        if has_theirs { { cell(line.theirs.as_deref().unwrap_or_default(), theirs) } }
                    </tr>
                }) }
            </tbody>
            if hidden > 0 {
                <caption class="muted">
                    { t!("history-more-fields", count = hidden) }
                </caption>
            }
        </table>
    }
}

fn look(ending: Ending) -> (Glyph, &'static str) {
    match ending {
        Ending::Settled => (Glyph::Check, "tone-good"),
        Ending::RolledBack => (Glyph::Undo, "tone-neutral"),
        Ending::Vanished => (Glyph::Trash, "tone-neutral"),
        Ending::KeptLocal | Ending::KeptRemote | Ending::Superseded => {
            (Glyph::Diamond, "tone-warn")
        }
        Ending::Merged => (Glyph::Check, "tone-accent"),
        Ending::Reminted => (Glyph::Arrows, "tone-neutral"),
    }
}

fn values_name(values: HistoryValues) -> &'static str {
    match values {
        HistoryValues::Mine => "mine",
        HistoryValues::Theirs => "theirs",
        HistoryValues::Before => "before",
    }
}
