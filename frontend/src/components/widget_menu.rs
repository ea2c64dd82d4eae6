//! What can be done with a widget as a whole.

use super::{
    Glyph, Icon, Menu, MenuEntry, Popover, ShowArranging, Toast, WidgetSettings, use_toast,
};
use crate::{
    backend::Door,
    browser,
    hooks::{use_door, use_edits, use_removal, use_store},
    layout::Arrangement,
    state::Shared,
    whole_records,
};
use tideboard_protocol::{
    BoardId,
    ipc::SaveCsv,
    view::RecordView,
    widget::{self, WidgetKind},
};
use tideboard_words::t;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct WidgetMenuProps {
    pub board: BoardId,
    pub record: Shared<RecordView>,
    pub is_read_only: bool,
}

/// The button with the menu.
#[component]
pub fn WidgetMenu(props: &WidgetMenuProps) -> Html {
    let open = use_state_eq(|| false);
    let settings = use_state_eq(|| false);
    let on_toggle = {
        let open = open.setter();
        use_callback((), move |wanted: bool, ()| open.set(wanted))
    };
    let on_settings = {
        let (settings, open) = (settings.setter(), open.setter());
        use_callback((), move |wanted: bool, ()| {
            open.set(false);
            settings.set(wanted);
        })
    };
    let title = widget::title(&props.record.fields, &props.record.kind);
    html! {
        <>
            <Popover
                open={*open} on_toggle={on_toggle.clone()} id="widget-menu"
                label={t!("widget-menu", title = title)} button={html! { <Icon glyph={Glyph::Dots} /> }}
                button_label={AttrValue::from(t!("widget-menu", title = title))}
                button_class="icon-button reveal" button_test_id="widget-menu"
                panel_test_id="widget-menu-list" panel_class="menu at-right"
            >
                <Entries
                    board={props.board.clone()} record={props.record.clone()}
                    is_read_only={props.is_read_only} on_done={on_toggle.reform(|()| false)}
                    on_settings={on_settings.reform(|()| true)}
                />
            </Popover>
            if *settings {
                <WidgetSettings
                    board={props.board.clone()} record={props.record.clone()}
                    on_close={on_settings.reform(|()| false)}
                />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct EntriesProps {
    board: BoardId,
    record: Shared<RecordView>,
    is_read_only: bool,
    on_done: Callback<()>,
    on_settings: Callback<()>,
}

#[component]
fn Entries(props: &EntriesProps) -> Html {
    let (edits, remove, toast) = (use_edits(), use_removal(), use_toast());
    let (store, door) = (use_store(), use_door());
    let arrange = use_context::<ShowArranging>().expect("used below the dashboard");
    let (board, record) = (props.board.clone(), props.record.clone());
    let why_not = props.is_read_only.then(|| AttrValue::from(t!("bar-read-only")));
    let id = record.id.clone();
    let duplicate = {
        let record = record.clone();
        then(&props.on_done, move || {
            let places = store.view().as_ref().map(|view| view.places()).unwrap_or_default();
            let shown = Arrangement::of(places);
            let copy = browser::fresh_record_id();
            edits.emit(vec![whole_records::duplicate(&board, copy, &record, &shown)]);
        })
    };
    let delete = then(&props.on_done, move || remove.emit(id.clone()));
    let arrange = then(&props.on_done, move || arrange.0.emit(true));
    let save = is_saved_as_csv(&record).then(|| {
        let wanted = SaveCsv { board: props.board.clone(), record: record.id.clone() };
        then(&props.on_done, move || save_csv(door.clone(), wanted.clone(), toast.clone()))
    });
    let settings = props.on_settings.reform(|_: MouseEvent| ());
    html! {
        <Menu label={t!("widget-title")}>
            <MenuEntry glyph={Glyph::Sliders} words={t!("widget-settings")} test_id="widget-settings-open" onclick={settings} why_not={why_not.clone()} />
            <MenuEntry glyph={Glyph::Copy} words={t!("widget-duplicate")} test_id="widget-duplicate" onclick={duplicate} why_not={why_not.clone()} />
            <MenuEntry glyph={Glyph::Move} words={t!("widget-arrange")} test_id="widget-arrange" onclick={arrange} why_not={why_not.clone()} />
            if let Some(save) = save {
                <MenuEntry glyph={Glyph::Table} words={t!("widget-save-csv")} test_id="widget-save-csv" onclick={save} />
            }
            <MenuEntry glyph={Glyph::Trash} words={t!("common-delete")} test_id="widget-delete" onclick={delete} {why_not} is_dangerous=true />
        </Menu>
    }
}

/// Does something and closes the menu.
fn then(on_done: &Callback<()>, act: impl Fn() + 'static) -> Callback<MouseEvent> {
    let on_done = on_done.clone();
    Callback::from(move |_: MouseEvent| {
        on_done.emit(());
        act();
    })
}

/// Whether there are rows or readings to save.
fn is_saved_as_csv(record: &RecordView) -> bool {
    match WidgetKind::named(&record.kind) {
        Some(WidgetKind::Table) => true,
        Some(WidgetKind::Chart | WidgetKind::Metric) => {
            record.points.values().any(|series| !series.is_empty())
        }
        Some(
            WidgetKind::Checklist | WidgetKind::Note | WidgetKind::Status | WidgetKind::Counter,
        )
        | None => false,
    }
}

fn save_csv(door: Door, wanted: SaveCsv, toast: Callback<Toast>) {
    spawn_local(async move {
        toast.emit(match door.call(wanted).await {
            Ok(saved) => Toast::done(t!("board-saved-in", file = saved.file)),
            Err(error) => Toast::failure(&error),
        });
    });
}
