//! Links to boards, `tideboard://board/<id>`, which the system hands to the app.
//!
//! Linux and Windows start the program with the link as its argument, macOS tells the running app. A
//! link comes from anywhere: it shows a board, and can do nothing else.

use crate::{cli::Flags, shell::Shell, window};
use std::sync::Arc;
use tauri_plugin_deep_link::DeepLinkExt as _;
use tideboard_protocol::{Action, ApiError, BoardId, ErrorCode};

const SCHEME: &str = "tideboard:";
const TO_BOARD: &str = "tideboard://board/";
/// Kind of notice: a link leads nowhere.
const BOARD_LINK: &str = "board-link";
/// Kind of notice: a board that was named from outside does not open.
pub const OPEN: &str = "open";

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// To this board.
    Board(BoardId),
    /// Nowhere that this version knows.
    Nowhere,
}

impl Link {
    /// Reads a link; `None`: it is none of the app's.
    pub fn read(text: &str) -> Option<Self> {
        after_prefix(text, SCHEME)?;
        // Nothing but the board is read: what else a link may carry must have no effect.
        let board = after_prefix(text, TO_BOARD)
            .map(|board| board.strip_suffix('/').unwrap_or(board))
            .and_then(|board| BoardId::new(board).ok());
        Some(board.map_or(Self::Nowhere, Self::Board))
    }

    /// The board, if it leads to one.
    pub fn board(&self) -> Option<&BoardId> {
        match self {
            Self::Board(board) => Some(board),
            Self::Nowhere => None,
        }
    }
}

/// Schemes and hosts of links may be written in capitals.
fn after_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Does what a second start, or a link to the running app, asks for.
pub fn follow(shell: &Arc<Shell>, flags: &Flags) {
    if !flags.hidden {
        window::show(shell);
    }
    complain_of(shell, flags.link.as_ref());
    let Some(board) = flags.board().cloned() else { return };
    let shell = shell.clone();
    tauri::async_runtime::spawn(async move {
        let Ok(client) = shell.engine.client().await else { return };
        shell.notices.clear_all(OPEN);
        if let Err(error) = shell.view.visit(client, board).await {
            shell.notices.tell(OPEN, error);
        }
    });
}

/// Says so where a link leads nowhere.
pub fn complain_of(shell: &Shell, link: Option<&Link>) {
    shell.notices.clear_all(BOARD_LINK);
    if link == Some(&Link::Nowhere) {
        shell.notices.tell(BOARD_LINK, leads_nowhere());
    }
}

/// Follows the links that macOS tells the running app of.
pub fn listen(shell: &Arc<Shell>) {
    let links = shell.app.deep_link();
    let heard = {
        let shell = shell.clone();
        move |link: &str| {
            let link = Some(Link::read(link).unwrap_or(Link::Nowhere));
            follow(&shell, &Flags { link, ..Flags::default() });
        }
    };
    if cfg!(target_os = "macos") {
        // The one that started the app was told before anybody listened. Elsewhere it is an argument.
        links.get_current().ok().flatten().iter().flatten().for_each(|link| heard(link.as_str()));
        links.on_open_url(move |event| event.urls().iter().for_each(|link| heard(link.as_str())));
    }
}

fn leads_nowhere() -> ApiError {
    let words = format!(
        "This link does not lead to a board. A link to a board is written {TO_BOARD}, followed by \
         the id of the board."
    );
    ApiError { action: Action::Nothing, ..ApiError::new(ErrorCode::InvalidCommand, words) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_to_a_board() {
        let board = Link::Board(BoardId::new("line-3").unwrap());
        for link in
            ["tideboard://board/line-3", "tideboard://board/line-3/", "TideBoard://Board/line-3"]
        {
            assert_eq!(Link::read(link), Some(board.clone()), "{link}");
        }
    }

    #[test]
    fn whatever_else_a_link_says_leads_nowhere() {
        for link in [
            "tideboard:",
            "tideboard:board/line-3",
            "tideboard://",
            "tideboard://board",
            "tideboard://board/",
            "tideboard://board//",
            "tideboard://board/line-3//",
            "tideboard://board/Line-3",
            "tideboard://board/line%2D3",
            "tideboard://board/line-3/edit",
            "tideboard://board/../line-3",
            "tideboard://board/line-3?token=x",
            "tideboard://board/line-3#top",
            "tideboard://board/line-3 --server ws://evil",
            "tideboard://ana@board/line-3",
            "tideboard://board:80/line-3",
            "tideboard://settings/line-3",
            "tideboard://bo\u{e4}rd/line-3",
        ] {
            assert_eq!(Link::read(link), Some(Link::Nowhere), "{link}");
        }
        let long = format!("tideboard://board/{}", "a".repeat(100_000));
        assert_eq!(Link::read(&long), Some(Link::Nowhere));
    }

    #[test]
    fn other_links_are_none_of_the_app() {
        for text in
            ["", "line-3", "https://example.org/", "tideboards://board/x", "tide\u{e4}\u{e4}"]
        {
            assert_eq!(Link::read(text), None, "{text}");
        }
    }
}
