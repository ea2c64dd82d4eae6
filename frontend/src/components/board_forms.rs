//! Creating, renaming, copying and deleting boards.

use super::Dialog;
use crate::{
    browser, format,
    hooks::{use_command, use_edits, use_store, use_view},
    store::Store,
    whole_records::{self, TITLE_LETTERS},
};
use tideboard_protocol::{BoardId, ipc::EditRequest, ipc::OpenBoard, view::RecordView};
use tideboard_words::t;
use web_sys::{HtmlInputElement, SubmitEvent};
use yew::prelude::*;

/// What to do with boards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoardTask {
    /// A new one without widgets.
    New,
    /// Another title for the open one.
    Rename,
    /// A new one with the widgets of the open one.
    Duplicate,
    /// The open one goes, for everybody.
    Delete,
}

#[derive(Properties, PartialEq)]
pub struct BoardFormProps {
    pub task: BoardTask,
    pub on_close: Callback<()>,
}

/// The dialog for one of them.
#[component]
pub fn BoardForm(props: &BoardFormProps) -> Html {
    let open = use_view(|view| view.board.clone());
    let title = open.as_ref().map(|board| board.title.clone()).unwrap_or_default();
    let (heading, before, button) = match props.task {
        BoardTask::New => (t!("board-new"), String::new(), t!("board-create")),
        BoardTask::Rename => (t!("board-rename"), title.clone(), t!("board-rename-do")),
        BoardTask::Duplicate => {
            (t!("board-duplicate"), t!("copy-of", title = title), t!("board-duplicate-do"))
        }
        BoardTask::Delete => {
            let id = open.map(|board| board.id.clone());
            return html! { <Deletion {title} board={id} on_close={props.on_close.clone()} /> };
        }
    };
    html! {
        <Dialog title={heading} on_close={props.on_close.clone()} test_id="board-form">
            <TitleForm
                task={props.task} {before} {button} board={open.map(|board| board.id.clone())}
                on_close={props.on_close.clone()}
            />
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct TitleFormProps {
    task: BoardTask,
    before: String,
    button: AttrValue,
    board: Option<BoardId>,
    on_close: Callback<()>,
}

#[component]
fn TitleForm(props: &TitleFormProps) -> Html {
    let input = use_node_ref();
    let is_wrong = use_state_eq(|| false);
    let store = use_store();
    let edits = use_edits();
    let opening = use_command::<OpenBoard>();
    use_selected(input.clone());
    let onsubmit = {
        let (input, is_wrong, task) = (input.clone(), is_wrong.setter(), props.task);
        let (edits, open, on_close) = (edits, opening.send, props.on_close.clone());
        let board = props.board.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let title = input.cast::<HtmlInputElement>().map(|input| input.value());
            let title = title.unwrap_or_default().trim().to_owned();
            match planned(task, &title, board.as_ref(), || all_records(&store)) {
                None => is_wrong.set(true),
                Some((made, to_open)) => {
                    edits.emit(made);
                    if let Some(board) = to_open {
                        open.emit(OpenBoard { board });
                    }
                    on_close.emit(());
                }
            }
        })
    };
    html! {
        <form class="steps" {onsubmit}>
            <label class="field">
                <span>{ t!("board-made-title") }</span>
                <input
                    ref={input} type="text" ~defaultValue={props.before.clone()} autofocus=true
                    data-testid="board-title"
                    maxlength={TITLE_LETTERS.to_string()} aria-invalid={is_wrong.to_string()}
                    aria-describedby="board-title-why"
                />
                <small class="tone-bad" id="board-title-why" role="alert">
                    if *is_wrong { { t!("board-needs-title") } }
                </small>
            </label>
            <div class="step-buttons">
                <span class="spring" />
                <button
                    type="button" class="button"
                    onclick={props.on_close.reform(|_: MouseEvent| ())}
                >
                    { t!("common-cancel") }
                </button>
                <button type="submit" class="button primary" data-testid="board-form-submit">
                    { &props.button }
                </button>
            </div>
        </form>
    }
}

/// The changes that a task comes to, and the board to open then; `None`: it needs a title.
fn planned(
    task: BoardTask,
    title: &str,
    open: Option<&BoardId>,
    records: impl Fn() -> Vec<RecordView>,
) -> Option<(Vec<EditRequest>, Option<BoardId>)> {
    if title.is_empty() {
        return None;
    }
    let fresh = || whole_records::board_slug(title, &browser::fresh_id());
    Some(match task {
        BoardTask::New => {
            let board = fresh()?;
            (vec![whole_records::create_board(&board, title)], Some(board))
        }
        BoardTask::Duplicate => {
            let board = fresh()?;
            (whole_records::copy_board(&board, title, &records()), Some(board))
        }
        BoardTask::Rename => (vec![whole_records::rename_board(open?, title)], None),
        BoardTask::Delete => (vec![whole_records::delete_board(open?)], None),
    })
}

fn all_records(store: &Store) -> Vec<RecordView> {
    let view = store.view();
    let records = view.iter().flat_map(|view| view.records.values());
    records.map(|record| (**record).clone()).collect()
}

/// Selects what is in the field, which has the focus from the start.
#[hook]
fn use_selected(input: NodeRef) {
    use_effect_with(input, |input| {
        if let Some(input) = input.cast::<HtmlInputElement>() {
            input.select();
        }
    });
}

#[derive(Properties, PartialEq)]
struct DeletionProps {
    title: String,
    board: Option<BoardId>,
    on_close: Callback<()>,
}

/// Asks before a board goes: there is no way back.
#[component]
fn Deletion(props: &DeletionProps) -> Html {
    let widgets = use_view(|view| view.records.len());
    let next = {
        let open = props.board.clone();
        use_view(move |view| {
            view.boards.iter().map(|board| board.id.clone()).find(|id| Some(id) != open.as_ref())
        })
    };
    let edits = use_edits();
    let opening = use_command::<OpenBoard>();
    let delete = {
        let (board, open, on_close) = (props.board.clone(), opening.send, props.on_close.clone());
        Callback::from(move |_: MouseEvent| {
            edits.emit(board.iter().map(whole_records::delete_board).collect());
            if let Some(board) = next.clone() {
                open.emit(OpenBoard { board });
            }
            on_close.emit(());
        })
    };
    html! {
        <Dialog title={t!("board-delete")} on_close={props.on_close.clone()} test_id="board-form">
            <div class="steps">
                <p>
                    { t!("board-delete-about", title = format::short(&props.title, 80), count = widgets) }
                </p>
                <div class="step-buttons">
                    <span class="spring" />
                    <button
                        type="button" class="button" autofocus=true
                        onclick={props.on_close.reform(|_: MouseEvent| ())}
                    >
                        { t!("board-delete-keep") }
                    </button>
                    <button
                        type="button" class="button danger" data-testid="board-form-submit"
                        onclick={delete}
                    >
                        { t!("board-delete-all") }
                    </button>
                </div>
            </div>
        </Dialog>
    }
}
