//! Text in Markdown: rendered, or its source to edit.

use super::WidgetProps;
use crate::{
    components::{Glyph, Icon, TextField},
    markdown,
};
use tideboard_protocol::widget::Note;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct NoteProps {
    pub note: Note,
    pub common: WidgetProps,
}

/// The note.
#[component]
pub fn NoteWidget(props: &NoteProps) -> Html {
    let editing = use_state_eq(|| false);
    let editor = &props.common.editor;
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
    let (glyph, words) =
        if *editing { (Glyph::Eye, "Show as text") } else { (Glyph::Pencil, "Edit the source") };
    html! {
        <>
            if *editing {
                <TextField
                    value={props.note.text.clone()} label="Markdown source" {on_text}
                    multiline=true disabled={editor.is_read_only} class="note-source"
                    test_id="note-text" autofocus=true
                />
            } else if props.note.text.trim().is_empty() {
                <p class="muted note-preview" data-testid="note-preview">{ "Empty so far." }</p>
            } else {
                <div class="note-preview" data-testid="note-preview">
                    { markdown::render(&props.note.text) }
                </div>
            }
            if !editor.is_read_only {
                <button
                    type="button" class="icon-button corner" aria-label={words} title={words}
                    aria-pressed={editing.to_string()} data-testid="note-toggle" onclick={toggle}
                >
                    <Icon {glyph} />
                </button>
            }
        </>
    }
}
