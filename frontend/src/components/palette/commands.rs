//! Everything that can be jumped to or done from anywhere.

use crate::{
    app::{Panel, ShowPanel},
    browser,
    components::{BoardTask, CentreTab, Glyph, ShowArranging},
    hooks::{use_board_file, use_command, use_connection, use_go_to, use_stepping, use_view},
    state::ViewState,
};
use tideboard_protocol::{RecordId, frame::Role, ipc::OpenBoard, widget};
use tideboard_words::t;
use yew::prelude::*;

/// Something to choose.
#[derive(Clone, PartialEq)]
pub struct Entry {
    pub glyph: Glyph,
    pub words: String,
    /// What it is, or its keys.
    pub about: String,
    pub run: Callback<()>,
}

/// An entry that closes the palette, then does something.
pub fn entry(
    glyph: Glyph,
    words: impl Into<String>,
    about: &str,
    on_close: &Callback<()>,
    run: impl Fn() + 'static,
) -> Entry {
    let on_close = on_close.clone();
    let run = Callback::from(move |()| {
        on_close.emit(());
        run();
    });
    Entry { glyph, words: words.into(), about: about.to_owned(), run }
}

/// All commands that make sense now.
#[hook]
pub fn use_commands(on_close: &Callback<()>) -> Vec<Entry> {
    let show = use_context::<ShowPanel>().expect("used below the dashboard").0;
    let arrange = use_context::<ShowArranging>().expect("used below the dashboard").0;
    let go_to = use_go_to();
    let opening = use_command::<OpenBoard>();
    let connection = use_connection();
    let stepping = use_stepping();
    let saving = use_board_file();
    let (boards, open) = use_view(|view| (view.boards.clone(), view.board.clone()));
    let widgets = use_view(titles);
    let may_make_boards = use_view(ViewState::may_make_boards);
    let mut all = Vec::new();
    for board in boards.iter().filter(|board| open.as_ref().is_none_or(|it| it.id != board.id)) {
        let (open, id) = (opening.send.clone(), board.id.clone());
        let run = move || open.emit(OpenBoard { board: id.clone() });
        all.push(entry(Glyph::Table, board.title.clone(), &t!("palette-board"), on_close, run));
    }
    for (record, title) in widgets {
        let Some(board) = open.as_ref().map(|open| open.id.clone()) else { break };
        let go_to = go_to.clone();
        let run = move || go_to.emit((board.clone(), record.clone()));
        all.push(entry(Glyph::Grid, title, &t!("palette-widget"), on_close, run));
    }
    let command = &t!("palette-command");
    let panel = |glyph, words: String, about: &str, panel: Panel| {
        let show = show.clone();
        // Shown after this one is closed.
        entry(glyph, words, about, on_close, move || show.emit(panel))
    };
    let may_edit = open.as_ref().is_some_and(|board| !board.is_read_only());
    if may_edit {
        all.push(panel(Glyph::Plus, t!("board-add-widget"), command, Panel::AddWidget));
        let arrange = arrange.clone();
        all.push(entry(Glyph::Move, t!("command-arrange"), command, on_close, move || {
            arrange.emit(true)
        }));
        all.push(panel(
            Glyph::Pencil,
            t!("board-rename"),
            command,
            Panel::Board(BoardTask::Rename),
        ));
    }
    let (undo, redo) = (stepping.undo.clone(), stepping.redo.clone());
    all.push(entry(Glyph::Undo, t!("command-undo"), "Ctrl Z", on_close, move || undo.emit(())));
    all.push(entry(Glyph::Undo, t!("command-redo"), "Ctrl Shift Z", on_close, move || {
        redo.emit(())
    }));
    if let Some(board) = &open {
        if may_make_boards {
            all.push(panel(
                Glyph::Copy,
                t!("board-duplicate"),
                command,
                Panel::Board(BoardTask::Duplicate),
            ));
        }
        if !matches!(board.role, Some(Role::Viewer | Role::Editor)) {
            let task = Panel::Board(BoardTask::Delete);
            all.push(panel(Glyph::Trash, t!("board-delete"), command, task));
        }
        let saving = saving.clone();
        all.push(entry(Glyph::Down, t!("command-save"), command, on_close, move || {
            saving.emit(())
        }));
        all.push(entry(Glyph::Copy, t!("command-print"), command, on_close, browser::print));
    }
    if may_make_boards {
        all.push(panel(Glyph::Plus, t!("board-new"), command, Panel::Board(BoardTask::New)));
        all.push(panel(Glyph::Up, t!("board-from-file"), command, Panel::LoadBoard));
    }
    all.push(panel(Glyph::Arrows, t!("command-sync"), command, Panel::Centre(CentreTab::Changes)));
    all.push(panel(Glyph::Question, t!("command-why"), command, Panel::Centre(CentreTab::Why)));
    all.push(panel(
        Glyph::Diamond,
        t!("command-conflicts"),
        command,
        Panel::Centre(CentreTab::Conflicts),
    ));
    all.push(panel(Glyph::Clock, t!("away-title"), command, Panel::Centre(CentreTab::Away)));
    all.push(panel(Glyph::Undo, t!("command-history"), command, Panel::Centre(CentreTab::History)));
    all.push(panel(Glyph::Gear, t!("settings-title"), command, Panel::Settings));
    all.push(panel(Glyph::Keyboard, t!("keys-title"), "?", Panel::Shortcuts));
    let (sync, pause, resume) =
        (connection.retry_now.clone(), connection.pause.clone(), connection.resume.clone());
    all.push(entry(Glyph::Arrows, t!("command-sync-now"), command, on_close, move || {
        sync.emit(())
    }));
    if connection.details.paused.is_some() {
        all.push(entry(Glyph::Right, t!("command-resume"), command, on_close, move || {
            resume.emit(())
        }));
    } else {
        let run = move || pause.emit(None);
        all.push(entry(Glyph::Bars, t!("command-pause"), command, on_close, run));
    }
    all
}

fn titles(view: &ViewState) -> Vec<(RecordId, String)> {
    let title = |record: &crate::state::Shared<tideboard_protocol::view::RecordView>| {
        (record.id.clone(), widget::title(&record.fields, &record.kind).to_owned())
    };
    view.records.values().map(title).collect()
}
