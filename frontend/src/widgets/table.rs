//! Rows and columns; every cell is a field of its own. Used like a spreadsheet: arrows, typing,
//! Enter, Tab, F2, Escape, ranges, copy and paste.
//!
//! Only the rows in sight are on the page (see [`window`]), so that 5,000 rows are as quick as
//! fifty. Sorting and filtering are this reader's own and change nothing for others. The table is
//! one stop of the Tab key; inside, the arrows move the focus.

mod bar;
mod cells;
mod changes;
mod cursor;
mod hands;
mod head;
mod keys;
mod menu;
mod paste;
mod row;
mod sheet;
mod window;

use super::WidgetProps;
use crate::{components::use_toast, hooks::use_size, state::Shared};
use bar::Bar;
use cells::{Sorting, shown_rows};
use changes::Changes;
use cursor::{Place, Spot};
use hands::{Draft, Hands};
use head::{Head, on_sort};
use keys::Start;
use menu::TableMenu;
use row::{Active, ColumnView, Pull, TableRow};
use serde_json::Value;
use sheet::Sheet;
use std::{cell::RefCell, collections::BTreeMap, rc::Rc};
use tideboard_protocol::{Path, order::sort_by, view::RecordView, widget::Table};
use tideboard_words::t;
use web_sys::Element;
use window::{Piece, ROW_PX, first_row, pieces, widths};
use yew::prelude::*;

/// What was just written and is shown until the record is another, or it could not be saved.
#[derive(Clone, PartialEq)]
struct Held {
    base: Shared<RecordView>,
    failures: u32,
    cells: Rc<BTreeMap<String, Value>>,
}

/// The table.
#[component]
pub fn TableWidget(props: &WidgetProps) -> Html {
    let record = &props.record;
    let table = use_memo(record.clone(), |it| Table::read(&it.fields));
    let sorting = use_state_eq(|| None::<Sorting>);
    let filter = use_state_eq(|| None::<AttrValue>);
    let shown = use_memo(
        (record.clone(), (*sorting).clone(), (*filter).clone()),
        |(_, sorting, filter)| {
            shown_rows(&table, sorting.as_ref(), filter.as_deref().unwrap_or(""))
        },
    );
    let pending = use_memo(record.clone(), |it| {
        let mut paths: Vec<Path> = it.sync.pending_paths.clone();
        sort_by(&mut paths, Ord::cmp);
        paths
    });
    let columns = use_memo(record.clone(), |_| column_views(&table));
    let column_widths = use_memo(record.clone(), |_| widths(&table));
    let held = use_state_eq(|| None::<Held>);
    let held_now =
        (*held).as_ref().filter(|it| it.base == *record && it.failures == props.failures);
    let held_now = held_now.map(|it| Rc::clone(&it.cells)).unwrap_or_default();

    let scroller = use_node_ref();
    let (width, height) = use_size(&scroller);
    let first = use_state_eq(|| 0_usize);
    let cursor = use_state_eq(|| None::<Spot>);
    let corner = use_state_eq(|| None::<Spot>);
    let editing = use_state_eq(|| None::<Start>);
    let renaming = use_state_eq(|| None::<String>);
    let menu = use_state_eq(|| None::<(i32, i32)>);
    let moves = use_state_eq(|| 0_u32);
    let draft = use_mut_ref(|| None::<Draft>);
    let pull = use_memo((), |()| Pull::default());
    // After a row was added, moved or removed the focus goes to the cursor once the record has it.
    let awaited = use_mut_ref(|| None::<Shared<RecordView>>);
    if awaited.borrow().as_ref().is_some_and(|base| base != record) {
        *awaited.borrow_mut() = None;
        pull.set();
    }

    let mut sheet = Sheet {
        table: Rc::clone(&table),
        shown,
        held: held_now,
        pending,
        cursor: Place::default(),
        corner: Place::default(),
        page: ((height / ROW_PX) as usize).saturating_sub(2).max(1),
    };
    sheet.cursor = (*cursor).as_ref().map(|spot| sheet.place(spot)).unwrap_or_default();
    sheet.corner = (*corner).as_ref().map_or(sheet.cursor, |spot| sheet.place(spot));
    let sheet = Rc::new(sheet);
    let changes =
        Changes { record: record.clone(), editor: props.editor.clone(), toast: use_toast() };
    let hands = Hands {
        sheet: Rc::clone(&sheet),
        changes: changes.clone(),
        cursor: cursor.setter(),
        corner: corner.setter(),
        editing: editing.clone(),
        renaming: renaming.setter(),
        menu: menu.setter(),
        sorting: sorting.clone(),
        filter: filter.setter(),
        moves: moves.clone(),
        hold: {
            let (held, base, failures) = (held.setter(), record.clone(), props.failures);
            Callback::from(move |cells| {
                let (base, cells) = (base.clone(), Rc::new(cells));
                held.set(Some(Held { base, failures, cells }));
            })
        },
        draft: Rc::clone(&draft),
        awaited,
        pull: (*pull).clone(),
        scroller: scroller.clone(),
    };
    let latest = use_mut_ref(|| hands.clone());
    *latest.borrow_mut() = hands.clone();
    use_keep_at_the_end(Rc::clone(&latest));
    let on_text = {
        let latest = Rc::clone(&latest);
        use_callback((), move |text: String, ()| hands_of(&latest).typed(text))
    };
    let on_leave = {
        let latest = Rc::clone(&latest);
        use_callback((), move |(), ()| hands_of(&latest).keep())
    };
    let on_act = {
        let latest = Rc::clone(&latest);
        use_callback((), move |act, ()| hands_of(&latest).act(act))
    };
    let on_renamed = {
        let renaming = renaming.setter();
        use_callback((), move |(), ()| renaming.set(None))
    };
    let onscroll = {
        let first = first.setter();
        Callback::from(move |event: Event| {
            if let Some(scroller) = event.target_dyn_into::<Element>() {
                first.set(first_row(f64::from(scroller.scroll_top())));
            }
        })
    };

    let selection = sheet.selection();
    let changed_to = editing.and(draft.borrow().as_ref().and_then(|draft| {
        let now = sheet.text(sheet.place(&draft.spot));
        (now != draft.before).then_some(now)
    }));
    let active = Active {
        column: sheet.cursor.column,
        editing: *editing,
        changed_to,
        on_text,
        on_leave,
        pull: (*pull).clone(),
        is_read_only: props.editor.is_read_only,
    };
    let row = |at: usize| {
        let is_active = sheet.cursor.row == at;
        html! {
            <TableRow
                key={sheet.row(at).map(|row| row.id.clone()).unwrap_or_default()} row={at}
                id={sheet.row(at).map(|row| row.id.clone()).unwrap_or_default()}
                cells={sheet.cells(at)} columns={Rc::clone(&columns)}
                active={is_active.then(|| active.clone())}
                selected={selection.rows.contains(&at).then(|| selection.columns.clone())}
                moves={if is_active { *moves } else { 0 }}
            />
        }
    };
    let size = sheet.size();
    let total: usize = column_widths.iter().sum();
    let table_width = total.max(width as usize);
    html! {
        <>
            <div class="table-scroll" ref={scroller} {onscroll}>
                if columns.is_empty() {
                    <p class="muted">{ t!("table-no-columns") }</p>
                } else {
                    <table
                        class="grid" role="grid" aria-rowcount={(size.rows + 1).to_string()}
                        aria-colcount={size.columns.to_string()} aria-multiselectable="true"
                        aria-label={t!("table-cells")} width={table_width.to_string()} data-testid="table-grid"
                        data-rows={size.rows.to_string()}
                        data-cursor={format!("{}:{}", sheet.cursor.row, sheet.cursor.column)}
                        data-editing={editing.is_some().to_string()}
                        onkeydown={hands.on(Hands::key)} onpointerdown={hands.on(Hands::press)}
                        onpointermove={hands.on(Hands::drag)} ondblclick={hands.on(Hands::double)}
                        onmousedown={hands.on(Hands::keep_focus)} onpaste={hands.on(Hands::paste)}
                        oncontextmenu={hands.on(Hands::ask_menu)}
                    >
                        <colgroup>
                            { for column_widths.iter().map(|width| html! { <col width={width.to_string()} /> }) }
                        </colgroup>
                        <Head
                            columns={Rc::clone(&columns)} sorting={(*sorting).clone()}
                            renaming={(*renaming).clone()} editor={props.editor.clone()}
                            on_sort={on_sort(&sorting)} on_renamed={on_renamed}
                        />
                        <tbody>
                            { for pieces(*first, height, size.rows, Some(sheet.cursor.row)).into_iter().enumerate().map(|(place, piece)| {
                                match piece {
                                    Piece::Row(at) => row(at),
                                    Piece::Room(rows) => room(place, rows, size.columns),
                                }
                            }) }
                        </tbody>
                    </table>
                    if size.rows == 0 {
                        <p class="muted table-empty">
                            { if table.rows.is_empty() { t!("table-no-rows") } else { t!("table-none-contains") } }
                        </p>
                    }
                }
            </div>
            <Bar
                rows={table.rows.len()} shown={size.rows} words={sheet.selection_words()}
                filter={(*filter).clone()} has_columns={!columns.is_empty()}
                is_read_only={props.editor.is_read_only} on_act={on_act.clone()}
                on_filter={setting(&filter)} on_menu={setting(&menu).reform(Some)}
            />
            if let (Some(at), Some(column)) = (*menu, columns.get(sheet.cursor.column)) {
                <TableMenu
                    {at} column={column.clone()} has_rows={size.rows > 0}
                    is_sorted={sorting.is_some()} is_read_only={props.editor.is_read_only} {on_act}
                    on_close={setting(&menu).reform(|()| None)}
                />
            }
        </>
    }
}

fn setting<T: 'static>(state: &UseStateHandle<T>) -> Callback<T> {
    let setter = state.setter();
    Callback::from(move |value| setter.set(value))
}

/// Room for rows that are not on the page.
fn room(place: usize, rows: usize, columns: usize) -> Html {
    html! {
        <tr key={format!("room/{place}")} class="room" aria-hidden="true">
            <td colspan={columns.to_string()} height={(rows as f64 * ROW_PX).to_string()}></td>
        </tr>
    }
}

fn column_views(table: &Table) -> Vec<ColumnView> {
    let view = |column: &tideboard_protocol::widget::Column| ColumnView {
        id: column.id.clone(),
        name: column.name.clone(),
        numeric: column.numeric,
    };
    table.columns.iter().map(view).collect()
}

/// A table that disappears while a cell is edited keeps what was typed.
#[hook]
fn use_keep_at_the_end(latest: Rc<RefCell<Hands>>) {
    use_effect_with((), move |()| move || hands_of(&latest).keep());
}

fn hands_of(latest: &RefCell<Hands>) -> Hands {
    latest.borrow().clone()
}
