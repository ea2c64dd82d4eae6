//! Dora reads German, then Chinese, and so do window and tray, at once and after a restart.

use tideboard_tests::{
    BOARD, Edit, World,
    desktop::{Desktop, in_widget, mark, widget},
    eventually,
    tray::TrayHost,
};

use crate::stage::{Stage, opens_centre};

/// Buttons of bar and board whose names have letters but no Chinese ones, but for those that show
/// what people typed.
const NOT_CHINESE: &str = "
    const shown = 'header button, main button';
    const typed = '.board-button, .legend, .heading, .assignee, .choice';
    return [...document.querySelectorAll(shown)]
        .filter(button => !button.matches(typed))
        .map(button => button.getAttribute('aria-label') || button.textContent)
        .filter(name => /[A-Za-z]{2}/.test(name) && !/[\\u4e00-\\u9fff]/.test(name))
        .join(' | ');
";

/// Dora chooses a language in the settings.
#[track_caller]
fn chooses(desk: &Desktop, language: &str) {
    desk.clicks(&mark("settings-toggle"));
    desk.clicks("[data-testid='settings-section'][data-section='appearance']");
    desk.clicks(&format!("{} option[value='{language}']", mark("settings-language")));
}

#[test]
fn all_speak_the_language_of_the_system_even_where_its_data_are_not_installed() {
    let world = World::without_server();
    let mut desk =
        Desktop::prepare(world.folder("desk")).with(&["--demo"]).with_env("LANGUAGE", "de_AT:en");
    let host = TrayHost::start(desk.bus(), desk.home());
    desk.starts();
    desk.shows("html", "lang", "de");
    desk.reads(&mark("board-switcher"), "Dieser Computer");
    host.only_item().says("Synchron");
}

#[test]
fn another_language_leaves_what_is_being_typed() {
    let Stage { world: _world, desk, mut ben } = Stage::set();
    let (amount, item) = (in_widget("tank", "counter-amount"), in_widget("round", "checklist-new"));
    desk.types(&amount, "2.5");
    desk.types(&item, "Oil the chain");
    chooses(&desk, "german");
    desk.shows("html", "lang", "de");
    desk.clicks(&mark("dialog-close"));
    desk.property_is(&amount, "value", "2.5");
    desk.property_is(&item, "value", "Oil the chain");
    desk.clicks(&in_widget("tank", "counter-increment"));
    ben.reads("tank", "value", 12.5);
}

#[test]
fn another_language_leaves_what_is_typed_into_fields_that_show_on_demand() {
    let Stage { world: _world, desk, mut ben } = Stage::set();
    let load = Edit::create("load", "chart").set("title", "Load");
    ben.edits(BOARD, &load.set("series/a/name", "Press").set("series/b/name", "Oven"));
    let stock = Edit::create("stock", "table").set("title", "Stock").set("columns/c/name", "Bay");
    ben.edits(BOARD, &stock.set("rows/r1/c", "B7").set("rows/r2/c", "A1"));
    let in_load = |test_id: &str| in_widget("load", test_id);
    let filter = in_widget("stock", "table-filter");
    desk.clicks(&in_load("chart-add"));
    desk.clicks(&format!("{} option[value='b']", in_load("chart-reading-series")));
    desk.types(&in_load("chart-reading-value"), "41.5");
    desk.types(&in_load("chart-reading-time"), "0:05");
    desk.clicks(&in_widget("stock", "table-filter-toggle"));
    desk.types(&filter, "b7");
    desk.sees_no(&format!("{} [data-row='r2']", widget("stock")));
    chooses(&desk, "german");
    desk.shows("html", "lang", "de");
    desk.property_is(&in_load("chart-reading-value"), "value", "41.5");
    desk.property_is(&in_load("chart-reading-time"), "value", "0:05");
    desk.property_is(&in_load("chart-reading-series"), "value", "b");
    desk.property_is(&filter, "value", "b7");
    desk.sees_no(&format!("{} [data-row='r2']", widget("stock")));
    assert_eq!(desk.focus().as_deref(), Some("settings-section"), "the focus stays");
    desk.clicks(&mark("dialog-close"));
    desk.clicks(&in_load("chart-reading-save"));
    desk.property_is(&in_load("chart-reading-value"), "value", "");
}

#[test]
fn window_and_tray_speak_the_chosen_language_at_once_and_after_a_restart() {
    let stage = Stage::prepare();
    let host = TrayHost::start(stage.desk.bus(), stage.desk.home());
    let Stage { world: _world, mut desk, ben: _ben } = stage.open();
    let item = host.only_item();
    desk.shows("html", "lang", "en");
    desk.reads(&mark("palette-open"), "Search or jump to…");

    chooses(&desk, "german");
    desk.shows("html", "lang", "de");
    desk.reads(&mark("settings"), "Sprache");
    desk.clicks(&mark("dialog-close"));
    desk.reads(&mark("palette-open"), "Suchen oder springen");
    item.says("Synchron");
    eventually("the menu is German, too", || {
        item.menu().iter().any(|line| line.label == "Jetzt synchronisieren").then_some(())
    });
    opens_centre(&desk, "changes");
    desk.reads(&mark("sync-centre"), "Änderungen");

    chooses(&desk, "chinese");
    desk.shows("html", "lang", "zh-Hans");
    desk.clicks(&mark("dialog-close"));
    desk.reads(&mark("palette-open"), "搜索或跳转");

    desk.is_terminated();
    desk.starts();
    desk.shows("html", "lang", "zh-Hans");
    desk.shows(&mark("board"), "data-state", "ready");
    desk.reads(&mark("palette-open"), "搜索或跳转");
    let left = desk.script(NOT_CHINESE);
    assert_eq!(left.as_ref().and_then(|names| names.as_str()), Some(""));
}
