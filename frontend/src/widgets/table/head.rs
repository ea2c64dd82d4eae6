//! The headings: a press sorts, and a name is changed in its place.

use super::{cells::Sorting, row::ColumnView};
use crate::{
    components::{Glyph, Icon},
    widgets::Editor,
};
use std::rc::Rc;
use tideboard_words::t;
use web_sys::{HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct HeadProps {
    pub columns: Rc<Vec<ColumnView>>,
    pub sorting: Option<Sorting>,
    /// The column whose name is being changed.
    pub renaming: Option<String>,
    pub editor: Editor,
    pub on_sort: Callback<String>,
    pub on_renamed: Callback<()>,
}

/// The row of headings.
#[component]
pub fn Head(props: &HeadProps) -> Html {
    let heading = |(at, column): (usize, &ColumnView)| {
        let sorted = props.sorting.as_ref().filter(|sorting| sorting.column == column.id);
        let order = match sorted {
            Some(Sorting { descending: true, .. }) => "descending",
            Some(Sorting { descending: false, .. }) => "ascending",
            None => "none",
        };
        let onclick = {
            let id = column.id.clone();
            props.on_sort.reform(move |_: MouseEvent| id.clone())
        };
        html! {
            <th
                key={column.id.clone()} scope="col" class={classes!(column.numeric.then_some("numeric"))}
                aria-sort={order} aria-colindex={(at + 1).to_string()} data-testid="table-heading"
                data-column={column.id.clone()}
            >
                if props.renaming.as_ref() == Some(&column.id) {
                    <NameField
                        id={column.id.clone()} name={column.name.clone()}
                        editor={props.editor.clone()} on_renamed={props.on_renamed.clone()}
                    />
                } else {
                    // The menu below sorts for those who do not point.
                    <button
                        type="button" tabindex="-1" class="heading" title={column.name.clone()}
                        data-testid="table-sort" {onclick}
                    >
                        <span dir="auto">{ &column.name }</span>
                        if sorted.is_some() {
                            <span class={classes!("sort-sign", order)}><Icon glyph={Glyph::Up} /></span>
                        }
                    </button>
                }
            </th>
        }
    };
    html! {
        <thead><tr aria-rowindex="1">{ for props.columns.iter().enumerate().map(heading) }</tr></thead>
    }
}

/// A press on a heading: smallest first, largest first, as they are.
pub fn on_sort(sorting: &UseStateHandle<Option<Sorting>>) -> Callback<String> {
    let sorting = sorting.clone();
    Callback::from(move |column: String| sorting.set(next(sorting.as_ref(), column)))
}

fn next(now: Option<&Sorting>, column: String) -> Option<Sorting> {
    match now {
        Some(now) if now.column == column && now.descending => None,
        Some(now) if now.column == column => Some(Sorting { column, descending: true }),
        Some(_) | None => Some(Sorting { column, descending: false }),
    }
}

#[derive(Properties, PartialEq)]
struct NameFieldProps {
    id: String,
    name: String,
    editor: Editor,
    on_renamed: Callback<()>,
}

/// The name of a column as it is changed: Enter and leaving keep it, Escape does not.
#[component]
fn NameField(props: &NameFieldProps) -> Html {
    let node = use_node_ref();
    use_effect_with(node.clone(), |node| {
        if let Some(field) = node.cast::<HtmlInputElement>() {
            crate::browser::focus(&field);
            field.select();
        }
    });
    let onblur = {
        let (id, name) = (props.id.clone(), props.name.clone());
        let (editor, on_renamed) = (props.editor.clone(), props.on_renamed.clone());
        Callback::from(move |event: FocusEvent| {
            let typed = event.target_dyn_into::<HtmlInputElement>().map(|it| it.value());
            let typed = typed.map(|it| it.trim().to_owned());
            if let Some(typed) = typed.filter(|typed| !typed.is_empty() && *typed != name) {
                editor.set(&format!("columns/{id}/name"), typed);
            }
            on_renamed.emit(());
        })
    };
    let onkeydown = {
        let name = props.name.clone();
        Callback::from(move |event: KeyboardEvent| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            match event.key().as_str() {
                "Enter" => event.prevent_default(),
                "Escape" => {
                    event.stop_propagation();
                    field.set_value(&name);
                }
                _ => return,
            }
            // An element that is gone has no focus to lose.
            let _ = field.blur();
        })
    };
    html! {
        <input
            ref={node} type="text" class="bare" ~defaultValue={props.name.clone()} maxlength="200" dir="auto"
            aria-label={t!("table-column-name")} data-testid="table-column-name" {onblur} {onkeydown}
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_press_takes_the_sorting_back() {
        let by = |descending| Some(Sorting { column: "a".to_owned(), descending });
        assert_eq!(next(None, "a".to_owned()), by(false));
        assert_eq!(next(by(false).as_ref(), "a".to_owned()), by(true));
        assert_eq!(next(by(true).as_ref(), "a".to_owned()), None);
        assert_eq!(next(by(true).as_ref(), "b".to_owned()).unwrap().column, "b");
    }
}
