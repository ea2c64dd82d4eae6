//! Making a board from a file that was saved here or elsewhere.

use super::{Dialog, FileField, InputNote};
use crate::{
    board_file::{self, BoardFile},
    browser,
    hooks::{use_command, use_edits},
    whole_records::{self, TITLE_LETTERS},
};
use std::rc::Rc;
use tideboard_protocol::ipc::OpenBoard;
use tideboard_words::t;
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, HtmlInputElement, SubmitEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct BoardLoadProps {
    pub on_close: Callback<()>,
}

/// What became of the chosen file.
#[derive(Clone)]
enum Chosen {
    Nothing,
    Good(Rc<BoardFile>),
    Bad(String),
}

/// The dialog.
#[component]
pub fn BoardLoad(props: &BoardLoadProps) -> Html {
    let chosen = use_state(|| Chosen::Nothing);
    let choices = use_mut_ref(|| 0_u32);
    let on_choose = {
        let (chosen, choices) = (chosen.setter(), Rc::clone(&choices));
        Callback::from(move |file: Option<File>| {
            let (chosen, choices) = (chosen.clone(), Rc::clone(&choices));
            let choice = choices.borrow().wrapping_add(1);
            *choices.borrow_mut() = choice;
            let Some(file) = file else { return chosen.set(Chosen::Nothing) };
            spawn_local(async move {
                let read = browser::read_text(&file).await;
                if *choices.borrow() != choice {
                    return;
                }
                chosen.set(match read.and_then(|text| board_file::read(&text)) {
                    Ok(file) => Chosen::Good(Rc::new(file)),
                    Err(words) => Chosen::Bad(words),
                });
            });
        })
    };
    html! {
        <Dialog title={t!("board-from-file")} on_close={props.on_close.clone()} test_id="board-load">
            <div class="steps">
                <FileField
                    label={t!("board-file-name")} accept=".json" test_id="board-load-file"
                    {on_choose}
                />
                { match &*chosen {
                    Chosen::Nothing => Html::default(),
                    Chosen::Bad(words) => html! {
                        <InputNote words={words.clone()} test_id="board-load-error" />
                    },
                    Chosen::Good(file) => html! {
                        <Make
                            key={file.title.clone()} file={Rc::clone(file)}
                            on_close={props.on_close.clone()}
                        />
                    },
                } }
            </div>
        </Dialog>
    }
}

#[derive(Properties, PartialEq)]
struct MakeProps {
    file: Rc<BoardFile>,
    on_close: Callback<()>,
}

/// The title, and the button that makes the board.
#[component]
fn Make(props: &MakeProps) -> Html {
    let title = use_node_ref();
    let edits = use_edits();
    let opening = use_command::<OpenBoard>();
    let onsubmit = {
        let (title, file, on_close) =
            (title.clone(), Rc::clone(&props.file), props.on_close.clone());
        let open = opening.send.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let typed = title.cast::<HtmlInputElement>().map(|input| input.value());
            let title = typed.unwrap_or_default().trim().to_owned();
            let Some(board) = whole_records::board_slug(&title, &browser::fresh_id()) else {
                return;
            };
            edits.emit(file.edits(&board, &title, browser::fresh_record_id));
            open.emit(OpenBoard { board });
            on_close.emit(());
        })
    };
    html! {
        <form class="steps" {onsubmit}>
            <label class="field">
                <span>{ t!("board-file-title", count = props.file.widgets.len()) }</span>
                <input
                    ref={title} type="text" required=true maxlength={TITLE_LETTERS.to_string()}
                    ~defaultValue={props.file.title.clone()} data-testid="board-load-title"
                />
            </label>
            <div class="step-buttons">
                <span class="spring" />
                <button type="submit" class="button primary" data-testid="board-load-submit">
                    { t!("board-file-make") }
                </button>
            </div>
        </form>
    }
}
