//! Flags of the program.

use crate::{deep_link::Link, settings::Assignment};
use clap::{CommandFactory as _, Parser, error::ErrorKind};
use std::ffi::OsString;
use tideboard_protocol::BoardId;

/// A shared live dashboard that keeps working when the network does not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Parser)]
#[command(name = "tideboard", version, after_help = ENVIRONMENT)]
pub struct Flags {
    /// A link to a board, as the system hands it over: tideboard://board/BOARD.
    #[arg(value_name = "LINK", value_parser = link, conflicts_with_all = ["open", "kiosk"])]
    pub link: Option<Link>,
    /// Start in the tray, without a window; with no tray the window opens all the same.
    #[arg(long)]
    pub hidden: bool,
    /// Use another set of settings, boards and unsent changes.
    #[arg(long, value_name = "NAME", value_parser = profile_name)]
    pub profile: Option<String>,
    /// Open this board.
    #[arg(long, value_name = "BOARD")]
    pub open: Option<BoardId>,
    /// Open this board on the whole screen, without a frame.
    #[arg(long, value_name = "BOARD", conflicts_with_all = ["open", "hidden"])]
    pub kiosk: Option<BoardId>,
    /// Skip the first screen: show this computer's figures from a server inside the app.
    #[arg(long, conflicts_with = "server")]
    pub demo: bool,
    /// Join this server; its token comes in TIDEBOARD_TOKEN.
    #[arg(long, value_name = "URL", env = "TIDEBOARD_SERVER")]
    pub server: Option<String>,
    /// Use another value for a setting in this run; may be given again for others. Which server is
    /// used is said with --server.
    #[arg(long, value_name = "NAME=VALUE", value_parser = Assignment::read)]
    pub set: Vec<Assignment>,
    /// Draw without the graphics card, for windows that stay blank.
    #[arg(long)]
    pub safe_graphics: bool,
    /// Print what a bug report needs, without secrets or content, and exit.
    #[arg(long)]
    pub diagnostics: bool,
    /// Print one line as soon as a live figure has changed on the screen.
    #[arg(long)]
    pub smoke_test: bool,
}

const ENVIRONMENT: &str = "\
Environment:
  TIDEBOARD_DATA_DIR      folder for everything that the app stores
  TIDEBOARD_SERVER        as --server
  TIDEBOARD_TOKEN         access token; used instead of the one in the keychain
  TIDEBOARD_LOG           what is logged, for example info or tideboard=debug
  TIDEBOARD_THEME, TIDEBOARD_DEVICE_NAME, TIDEBOARD_CLOSE_TO_TRAY,
  TIDEBOARD_REALTIME__…   override single settings, any but the server,
                          for example
                          TIDEBOARD_REALTIME__CONNECT_TIMEOUT_MS=5000;
                          --set realtime.connect_timeout_ms=5000 does
                          the same, and wins";

impl Flags {
    /// Reads the arguments of a start.
    ///
    /// A link comes from anywhere, and on some systems quotes in it end it: whatever stands behind one
    /// may be flags that were hidden in it.
    pub fn read(
        args: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    ) -> Result<Self, clap::Error> {
        let args: Vec<OsString> = args.into_iter().map(Into::into).collect();
        let is_link = |arg: &OsString| Link::read(&arg.to_string_lossy()).is_some();
        if args.iter().position(is_link).is_some_and(|at| at + 1 < args.len()) {
            let words = "a link to a board is the last argument, or all of them is refused";
            return Err(Self::command().error(ErrorKind::TooManyValues, words));
        }
        Self::try_parse_from(args)
    }

    /// What a second start says to the one that runs: its flags, if they can be read.
    pub fn of_second_start(args: impl IntoIterator<Item = impl Into<OsString> + Clone>) -> Self {
        Self::read(args).unwrap_or_default()
    }

    /// The board to show, however it was named.
    pub fn board(&self) -> Option<&BoardId> {
        let linked = self.link.as_ref().and_then(Link::board);
        self.kiosk.as_ref().or(self.open.as_ref()).or(linked)
    }
}

/// Links that lead nowhere are taken too: the window says so.
fn link(text: &str) -> Result<Link, String> {
    Link::read(text).ok_or_else(|| "only links that begin with tideboard: are taken".to_owned())
}

/// A profile becomes a folder, so its name must be one on every system.
fn profile_name(name: &str) -> Result<String, String> {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if (1..=32).contains(&name.len()) && name.chars().all(is_plain) {
        return Ok(name.to_owned());
    }
    Err("a profile's name has 1 to 32 characters out of a-z, 0-9, - and _".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(args: &[&str]) -> Result<Flags, clap::Error> {
        Flags::read([&["tideboard"], args].concat())
    }

    #[test]
    fn the_definition_holds_together() {
        Flags::command().debug_assert();
    }

    #[test]
    fn a_board_is_opened_or_shown_on_the_whole_screen() {
        let board = BoardId::new("line-3").unwrap();
        assert_eq!(parse(&["--open", "line-3"]).unwrap().board(), Some(&board));
        assert_eq!(parse(&["--kiosk", "line-3"]).unwrap().board(), Some(&board));
        assert!(parse(&["--open", "line-3", "--kiosk", "line-3"]).is_err());
        assert!(parse(&["--open", "No Board"]).is_err());
    }

    #[test]
    fn a_link_stands_among_flags_and_opens_its_board() {
        let board = BoardId::new("line-3").unwrap();
        let link = "tideboard://board/line-3";
        for args in [&[link][..], &["--profile", "day", link], &["--hidden", link]] {
            assert_eq!(parse(args).unwrap().board(), Some(&board), "{args:?}");
        }
        let second = Flags::of_second_start(["tideboard", link]);
        assert_eq!(second, Flags { link: Some(Link::Board(board)), ..Flags::default() });
        let nowhere = Flags::of_second_start(["tideboard", "tideboard://board/line-3?token=x"]);
        assert_eq!((nowhere.board(), &nowhere.link), (None, &Some(Link::Nowhere)));
    }

    #[test]
    fn settings_are_given_one_flag_each() {
        let flags = parse(&["--set", "theme=dark", "--set", "realtime.debounce_ms=5"]).unwrap();
        let given =
            ["theme=dark", "realtime.debounce_ms=5"].map(|it| Assignment::read(it).unwrap());
        assert_eq!(flags.set, given);
        assert!(parse(&["--set", "theme"]).is_err());
    }

    #[test]
    fn what_is_no_link_is_no_argument_and_a_link_is_no_second_board() {
        let link = "tideboard://board/line-3";
        for wrong in
            [&["line-3"][..], &["https://example.org"], &[link, link], &["--open", "a", link]]
        {
            assert!(parse(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn nothing_can_be_hidden_behind_a_link() {
        for link in ["tideboard://board/line-3", "Tideboard:x"] {
            for hidden in [&["--server", "ws://evil"][..], &["--hidden"], &["--set=a=b"], &[""]] {
                let args = [&["tideboard", link], hidden].concat();
                assert!(Flags::read(&args).is_err(), "{args:?}");
                assert_eq!(Flags::of_second_start(&args), Flags::default());
            }
        }
    }

    #[test]
    fn a_profile_cannot_leave_its_folder() {
        assert_eq!(parse(&["--profile", "night-shift"]).unwrap().profile.unwrap(), "night-shift");
        for wrong in ["", "..", "a/b", "A", &"a".repeat(33)] {
            assert!(parse(&["--profile", wrong]).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_demo_is_no_joined_server() {
        assert!(parse(&["--demo"]).unwrap().demo);
        assert!(parse(&["--demo", "--server", "ws://127.0.0.1:1"]).is_err());
    }

    #[test]
    fn an_unreadable_second_start_just_shows_the_window() {
        assert_eq!(Flags::of_second_start(["tideboard", "--what"]), Flags::default());
    }
}
