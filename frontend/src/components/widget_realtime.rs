//! Wraps every widget: its title, its age, what waits or went wrong, and the way to change it.

use super::{CopyButton, Glyph, Icon, WidgetMenu};
use crate::{
    age::News,
    app::{Panel, ShowPanel},
    backend::Door,
    clock, format,
    hooks::{
        use_door, use_presence, use_realtime_updates, use_record_in_sight, use_sight, use_ticked,
        use_view,
    },
    op_words,
    state::{BoardHead, Shared, newest_news},
    widgets::{Content, Editor},
};
use std::rc::Rc;
use tideboard_protocol::{
    ApiError, RecordId,
    frame::PresenceState,
    ipc::{Edit, EditRequest},
    view::{Freshness, RecordSync, RecordSyncState, RecordView},
    widget,
};
use tideboard_words::t;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct WidgetRealtimeProps {
    pub record: RecordId,
    /// It can be seen but not used, because the board is being arranged or hangs on a wall.
    #[prop_or_default]
    pub is_inert: bool,
}

/// A widget with everything around its content.
#[component]
pub fn WidgetRealtime(props: &WidgetRealtimeProps) -> Html {
    let node = use_node_ref();
    let in_sight = use_state_eq(|| true);
    let record = use_record_in_sight(&props.record, *in_sight);
    use_sight(&node, record.is_some(), in_sight.setter());
    let updates = use_realtime_updates();
    match (record, updates.board) {
        (Some(record), Some(board)) => {
            let is_inert = props.is_inert;
            html! { <Framed {node} {record} {board} freshness={updates.freshness} {is_inert} /> }
        }
        // On its way off the board.
        (None, _) | (_, None) => Html::default(),
    }
}

#[derive(Properties, PartialEq)]
struct FramedProps {
    node: NodeRef,
    record: Shared<RecordView>,
    board: Shared<BoardHead>,
    freshness: Freshness,
    is_inert: bool,
}

/// A change that the app could not save, with what was to be changed.
#[derive(Debug, Clone, PartialEq)]
struct Failed {
    /// Counts them: each makes inputs fall back to what is.
    number: u32,
    edit: EditRequest,
    error: ApiError,
}

/// What became of a change.
enum Attempt {
    Saved(EditRequest),
    Failed(EditRequest, ApiError),
    /// The user has seen that it failed.
    Dismissed,
}

/// What could not be saved so far. It stays until that very thing is saved: it may be the only copy.
#[derive(Default)]
struct Unsaved {
    failures: u32,
    failed: Option<Failed>,
}

impl Reducible for Unsaved {
    type Action = Attempt;

    fn reduce(self: Rc<Self>, attempt: Attempt) -> Rc<Self> {
        let (mut failures, before) = (self.failures, self.failed.clone());
        let failed = match attempt {
            Attempt::Saved(edit) => before.filter(|before| !edit.replaces(&before.edit)),
            Attempt::Failed(mut edit, error) => {
                for (path, value) in before.into_iter().flat_map(|before| before.edit.set) {
                    edit.set.entry(path).or_insert(value);
                }
                failures += 1;
                Some(Failed { number: failures, edit, error })
            }
            Attempt::Dismissed => None,
        };
        Rc::new(Self { failures, failed })
    }
}

#[component]
fn Framed(props: &FramedProps) -> Html {
    let record = &props.record;
    #[cfg(any(debug_assertions, feature = "gallery"))]
    crate::renders::count(&record.id);
    let unsaved = use_reducer(Unsaved::default);
    let failed = &unsaved.failed;
    let news = News {
        freshness: props.freshness,
        newest: newest_news(record),
        stale_after_s: widget::stale_after_s(&record.fields),
    };
    let age = use_ticked(move |now| news.age(now).name());
    let editor = use_editor(&props.board, &record.id, unsaved.dispatcher());
    let title = widget::title(&record.fields, &record.kind).to_owned();
    let marks = use_presence(&record.id);
    let dismiss = {
        let unsaved = unsaved.dispatcher();
        Callback::from(move |()| unsaved.dispatch(Attempt::Dismissed))
    };
    html! {
        <article
            ref={props.node.clone()}
            class="widget" tabindex="-1" aria-label={title.clone()} data-testid="widget-realtime"
            inert={props.is_inert}
            data-record={record.id.to_string()} data-kind={record.kind.clone()}
            data-state={state_name(record.sync.state)} data-fresh={age}
            data-count={record.sync.pending.to_string()}
            onfocusin={marks.onfocusin} onfocusout={marks.onfocusout}
        >
            <EditingBy record={record.id.clone()} />
            <header class="widget-head">
                <h2 class="widget-title" dir="auto" title={title.clone()} data-testid="widget-title">{ title }</h2>
                <Tag record={record.id.clone()} sync={record.sync.clone()} />
                <AgeLabel {news} />
                <WidgetMenu
                    board={props.board.id.clone()} record={record.clone()}
                    is_read_only={props.board.is_read_only()}
                />
            </header>
            if let Some(failed) = failed {
                <NotSaved
                    failed={failed.clone()} record={record.clone()} editor={editor.clone()}
                    on_dismiss={dismiss}
                />
            }
            <Content
                record={record.clone()} {editor} is_live={age == "live"}
                failures={failed.as_ref().map_or(0, |failed| failed.number)}
            />
        </article>
    }
}

/// The way to change this record; what could not be saved is shown in the widget.
#[hook]
fn use_editor(
    board: &BoardHead,
    record: &RecordId,
    unsaved: UseReducerDispatcher<Unsaved>,
) -> Editor {
    let door = use_door();
    let send = use_callback(door, move |edit: EditRequest, door: &Door| {
        let (door, unsaved) = (door.clone(), unsaved.clone());
        spawn_local(async move {
            let result = door.call(Edit { edit: edit.clone() }).await;
            unsaved.dispatch(match result {
                Ok(_) => Attempt::Saved(edit),
                Err(error) => Attempt::Failed(edit, error),
            });
        });
    });
    Editor {
        board: board.id.clone(),
        record: record.clone(),
        is_read_only: board.is_read_only(),
        send,
    }
}

fn state_name(state: RecordSyncState) -> &'static str {
    match state {
        RecordSyncState::Synced => "synced",
        RecordSyncState::Waiting => "waiting",
        RecordSyncState::Sending => "sending",
        RecordSyncState::Refused => "refused",
        RecordSyncState::Conflict => "conflict",
    }
}

#[derive(Properties, PartialEq)]
struct EditingByProps {
    record: RecordId,
}

/// Who else edits this widget. It lies over the edge, so that nothing moves when it comes.
#[component]
fn EditingBy(props: &EditingByProps) -> Html {
    let record = props.record.clone();
    let names = use_view(move |view| {
        let peers = view.presence.iter().flat_map(|presence| &presence.peers);
        let editing = peers.enumerate().filter(|(_, peer)| {
            peer.state == PresenceState::Editing && peer.record.as_ref() == Some(&record)
        });
        editing.map(|(place, peer)| (place, peer.name.clone())).collect::<Vec<_>>()
    });
    let Some((place, name)) = names.first() else { return Html::default() };
    let others = names.len() - 1;
    let words = match others {
        0 => t!("widget-editing", name = name),
        _ => t!("widget-editing-more", name = name, count = others),
    };
    html! {
        <p
            class={classes!("editing-by", format!("peer-{place}"))} data-testid="widget-editing"
            title={words.clone()}
        >
            { words }
        </p>
    }
}

#[derive(Properties, PartialEq)]
struct TagProps {
    record: RecordId,
    sync: RecordSync,
}

/// What waits, is refused or in conflict; nothing while all is well. Its room is always kept.
#[component]
fn Tag(props: &TagProps) -> Html {
    let show = use_context::<ShowPanel>().expect("used below the dashboard");
    let sync = &props.sync;
    let conflict = use_view({
        let record = props.record.clone();
        move |view| view.conflicts.iter().find(|it| it.record == record).map(|it| it.op_id)
    });
    let (noun, waiting) =
        (t!("tag-noun", count = sync.pending), t!("tag-waiting", count = sync.pending));
    let (words, class, panel) = match sync.state {
        RecordSyncState::Synced => return html! { <span class="widget-tag" /> },
        RecordSyncState::Waiting => (
            html! { <>{ sync.pending }<span class="tag-noun">{ " " }{ noun }</span>{ " " }{ waiting }</> },
            "tone-warn",
            Panel::Queue,
        ),
        RecordSyncState::Sending => (t!("tag-sending").into(), "tone-accent", Panel::Queue),
        RecordSyncState::Refused => (t!("tag-refused").into(), "tone-bad", Panel::Queue),
        RecordSyncState::Conflict => {
            (t!("tag-decide").into(), "tone-warn", Panel::Conflict(conflict))
        }
    };
    html! {
        <span class="widget-tag">
            <button
                type="button" class={classes!("tag", class)} data-testid="widget-tag"
                title={sync.message.clone()}
                onclick={show.0.reform(move |_: MouseEvent| panel)}
            >
                { words }
            </button>
        </span>
    }
}

#[derive(Properties, PartialEq)]
struct AgeLabelProps {
    news: News,
}

/// The age, renewed every second without the widget around it.
#[component]
fn AgeLabel(props: &AgeLabelProps) -> Html {
    let news = props.news;
    let (age, words) = use_ticked(move |now| {
        let age = news.age(now);
        (age.name(), age.words(|at| clock::time_or_day(at, now)))
    });
    html! {
        <span class="age" title={words.to_string()} data-age={age} data-testid="widget-age">
            if age == "live" {
                <i class="dot" aria-hidden="true" />
            } else if age != "current" {
                <Icon glyph={Glyph::Clock} />
            }
            <span>
                <span class="age-from">{ words.from }</span>
                { words.what }
                <span class="age-old">{ words.old }</span>
            </span>
        </span>
    }
}

#[derive(Properties, PartialEq)]
struct NotSavedProps {
    failed: Failed,
    record: Shared<RecordView>,
    editor: Editor,
    on_dismiss: Callback<()>,
}

/// A change that could not be saved: why, and its content, so that nothing typed is lost.
#[component]
fn NotSaved(props: &NotSavedProps) -> Html {
    let Failed { edit, error, .. } = &props.failed;
    let values: Vec<String> = edit
        .set
        .iter()
        .filter(|(path, _)| !path.as_str().ends_with("/order"))
        .map(|(path, value)| {
            let label = op_words::field_label(path, Some(&props.record.fields));
            t!("widget-field-value", label = label, value = format::value(value))
        })
        .collect();
    let retry = {
        let (send, edit) = (props.editor.send.clone(), edit.clone());
        Callback::from(move |_: MouseEvent| send.emit(edit.clone()))
    };
    html! {
        <div class="error-note widget-error" role="alert" data-testid="widget-error">
            <Icon glyph={Glyph::Cross} />
            <p>
                <strong>{ t!("widget-not-saved") }{ " " }</strong>{ tideboard_words::error(error) }
                { for values.iter().map(|line| html! { <q>{ line }</q> }) }
            </p>
            <div class="error-buttons">
                <button
                    type="button" class="link" data-testid="widget-error-retry" onclick={retry}
                >
                    { t!("common-try-again") }
                </button>
                if !values.is_empty() {
                    <CopyButton
                        text={values.join("\n")} test_id="widget-error-copy" class="link"
                    />
                }
                <button
                    type="button" class="link" data-testid="widget-error-dismiss"
                    onclick={props.on_dismiss.reform(|_: MouseEvent| ())}
                >
                    { t!("common-dismiss") }
                </button>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widgets::put;
    use tideboard_protocol::{BoardId, ErrorCode};

    fn edit(path: &str, value: &str) -> EditRequest {
        let (board, record) = (BoardId::new("line").unwrap(), RecordId::new("note").unwrap());
        let mut edit = EditRequest::patch(board, record);
        put(&mut edit, path, value);
        edit
    }

    fn after(attempts: impl IntoIterator<Item = Attempt>) -> Option<Failed> {
        let unsaved = Rc::new(Unsaved::default());
        attempts.into_iter().fold(unsaved, Reducible::reduce).failed.clone()
    }

    fn failed(path: &str, value: &str) -> Attempt {
        Attempt::Failed(edit(path, value), ApiError::new(ErrorCode::StorageFull, "Full."))
    }

    #[test]
    fn what_failed_stays_until_that_very_thing_is_saved() {
        let saved = |path: &str| Attempt::Saved(edit(path, "new"));
        assert_eq!(after([saved("text")]), None);
        let kept = after([failed("text", "long"), saved("title")]).unwrap();
        assert_eq!(kept.edit, edit("text", "long"));
        assert_eq!(after([failed("text", "long"), saved("text")]), None);
        assert_eq!(after([failed("text", "long"), Attempt::Dismissed]), None);
    }

    #[test]
    fn a_second_failure_does_not_lose_what_the_first_one_held() {
        let kept = after([failed("text", "long"), failed("title", "New")]).unwrap();
        let mut both = edit("text", "long");
        put(&mut both, "title", "New");
        assert_eq!((kept.number, kept.edit), (2, both));
        let kept = after([failed("text", "old"), failed("text", "newer")]).unwrap();
        assert_eq!(kept.edit, edit("text", "newer"));
    }
}
