//! Text in Markdown: rendered, and its source beside it while it is edited.

use super::WidgetProps;
use crate::{
    components::{Glyph, Icon, TextField},
    markdown,
};
use tideboard_protocol::widget::Note;
use tideboard_words::t;
use web_sys::KeyboardEvent;
use yew::prelude::*;

/// The note.
#[component]
pub fn NoteWidget(props: &WidgetProps) -> Html {
    let note = use_memo(props.record.clone(), |it| Note::read(&it.fields));
    let text = &note.text;
    let preview = use_memo(text.clone(), |text| markdown::render(text));
    let editing = use_state_eq(|| false);
    let toggle_button = use_node_ref();
    let editor = &props.editor;
    let toggle = {
        let editing = editing.clone();
        Callback::from(move |_: MouseEvent| editing.set(!*editing))
    };
    let on_text = {
        let editor = editor.clone();
        Callback::from(move |(text, typing): (String, bool)| {
            editor.type_text("text", text, typing);
        })
    };
    let on_key = {
        let (editing, button) = (editing.clone(), toggle_button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                editing.set(false);
                if let Some(button) = button.cast::<web_sys::HtmlElement>() {
                    crate::browser::focus(&button);
                }
            }
        })
    };
    let begin = {
        let (editing, is_read_only) = (editing.clone(), editor.is_read_only);
        Callback::from(move |_: MouseEvent| editing.set(!is_read_only))
    };
    let (glyph, words) =
        if *editing { (Glyph::Eye, t!("note-show")) } else { (Glyph::Pencil, t!("note-edit")) };
    html! {
        <div class={classes!("note", editing.then_some("editing"))}>
            if *editing {
                <TextField
                    value={text.clone()} label={t!("note-label")} {on_text} {on_key}
                    multiline=true disabled={editor.is_read_only} class="note-source"
                    placeholder={t!("note-placeholder")} test_id="note-text" autofocus=true
                />
            }
            if text.trim().is_empty() {
                <div class="note-preview" data-testid="note-preview" ondblclick={begin}>
                    <p class="muted">{ t!("note-empty") }</p>
                </div>
            } else {
                <div class="note-preview" data-testid="note-preview" ondblclick={begin}>
                    { (*preview).clone() }
                </div>
            }
            if !editor.is_read_only {
                <button
                    ref={toggle_button} type="button" class="icon-button corner reveal"
                    aria-label={words.clone()} title={words} aria-pressed={editing.to_string()}
                    data-testid="note-toggle" onclick={toggle}
                >
                    <Icon {glyph} />
                </button>
            }
        </div>
    }
}
