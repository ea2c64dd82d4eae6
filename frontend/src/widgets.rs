//! The seven kinds of widgets: each shows its fields and sends edits.

mod chart;
mod checklist;
mod counter;
mod metric;
mod note;
mod plot;
mod status;
mod table;
mod templates;

pub use templates::{OFFERS, Offer, beginning, example};

use crate::{components::Glyph, components::Icon, state::Shared};
use serde_json::Value;
use tideboard_protocol::{
    BoardId, Number, Path, RecordId,
    ipc::EditRequest,
    view::RecordView,
    widget::{Widget, WidgetKind},
};
use yew::prelude::*;

/// Sends changes of one record.
#[derive(Clone, PartialEq)]
pub struct Editor {
    /// The board.
    pub board: BoardId,
    /// The record.
    pub record: RecordId,
    /// This user may only look.
    pub is_read_only: bool,
    /// Where changes go.
    pub send: Callback<EditRequest>,
}

impl Editor {
    /// Sends a change that `fill` fills in.
    pub fn change(&self, fill: impl FnOnce(&mut EditRequest)) {
        let mut edit = EditRequest::patch(self.board.clone(), self.record.clone());
        fill(&mut edit);
        self.send.emit(edit);
    }

    /// Writes one field.
    pub fn set(&self, path: &str, value: impl Into<Value>) {
        self.change(|edit| put(edit, path, value));
    }

    /// Writes a text that is being typed.
    pub fn type_text(&self, path: &str, value: impl Into<Value>, typing: bool) {
        self.change(|edit| {
            put(edit, path, value);
            edit.typing = typing;
        });
    }

    /// Removes a field and all below.
    pub fn remove(&self, path: &str) {
        self.change(|edit| {
            if let Ok(path) = Path::new(path) {
                edit.remove.insert(path);
            }
        });
    }

    /// Adds to a number.
    pub fn add(&self, path: &str, by: f64) {
        if let (Ok(path), Ok(by)) = (Path::new(path), Number::new(by)) {
            self.change(|edit| {
                edit.inc.insert(path, by);
            });
        }
    }
}

/// Adds a field to a change. Paths are made of ids that are well-formed.
pub fn put(edit: &mut EditRequest, path: &str, value: impl Into<Value>) {
    if let Ok(path) = Path::new(path) {
        edit.set.insert(path, value.into());
    }
}

/// What each widget gets.
#[derive(Properties, PartialEq, Clone)]
pub struct WidgetProps {
    pub record: Shared<RecordView>,
    pub editor: Editor,
    /// The figures are as they are now.
    pub is_live: bool,
    /// Which change could not be saved last; each makes inputs fall back to what is.
    pub failures: u32,
}

/// The content of a widget, by its kind.
#[component]
pub fn Content(props: &WidgetProps) -> Html {
    let record = &props.record;
    let common = props.clone();
    let (kind, content) = match Widget::read(&record.kind, &record.fields) {
        Ok(Widget::Metric(metric)) => {
            (WidgetKind::Metric.name(), html! { <metric::MetricWidget {metric} {common} /> })
        }
        Ok(Widget::Chart(chart)) => {
            (WidgetKind::Chart.name(), html! { <chart::ChartWidget {chart} {common} /> })
        }
        Ok(Widget::Table(table)) => {
            (WidgetKind::Table.name(), html! { <table::TableWidget {table} {common} /> })
        }
        Ok(Widget::Checklist(checklist)) => {
            let content = html! { <checklist::ChecklistWidget {checklist} {common} /> };
            (WidgetKind::Checklist.name(), content)
        }
        Ok(Widget::Note(note)) => {
            (WidgetKind::Note.name(), html! { <note::NoteWidget {note} {common} /> })
        }
        Ok(Widget::Status(status)) => {
            (WidgetKind::Status.name(), html! { <status::StatusWidget {status} {common} /> })
        }
        Ok(Widget::Counter(counter)) => {
            (WidgetKind::Counter.name(), html! { <counter::CounterWidget {counter} {common} /> })
        }
        Err(unknown) => (
            "unknown",
            html! {
                <div class="unknown">
                    <Icon glyph={Glyph::Question} />
                    <p>{ capital(&unknown.to_string()) }{ "." }</p>
                    <p class="muted">{ "Its content is safe; other computers with a newer version show it." }</p>
                </div>
            },
        ),
    };
    html! {
        <div class={classes!("widget-body", format!("body-{kind}"))} data-testid={format!("widget-{kind}")}>
            { content }
        </div>
    }
}

fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
