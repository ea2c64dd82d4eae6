//! What a test does and sees on the screen: windows, dialogs of the system, pictures.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use image::{ImageFormat, RgbImage, imageops};

use super::Desktop;
use crate::{programs::tool, wait::eventually};

/// Title of the window, as a pattern.
const TITLE: &str = "^Tideboard$";

impl Desktop {
    /// Asks the window to close, as its frame does; needs a window manager.
    #[track_caller]
    pub fn is_closed(&self) {
        comes_to_the_front(TITLE);
        // By itself: behind a search, the key would go to the window and not to its manager.
        hands(&["key", "--clearmodifiers", "alt+F4"]).expect("a key can be pressed");
    }

    /// Chooses a folder in the system's own dialog of that title; needs a window manager.
    #[track_caller]
    pub fn chooses_folder(&self, title: &str, folder: &Path) {
        let title = format!("^{title}$");
        comes_to_the_front(&title);
        let path = folder.to_str().expect("a plain path");
        hands(&["key", "--clearmodifiers", "ctrl+l", "ctrl+a"]).expect("keys can be pressed");
        hands(&["type", "--delay", "20", path]).expect("a path can be typed");
        // The first key may only close the list of completions. One too many goes to the page.
        const LOOKS: u32 = 50;
        eventually("the dialog goes", || {
            hands(&["key", "--clearmodifiers", "Return"])?;
            (0..LOOKS).any(|_| is_gone(&title)).then_some(())
        });
    }

    /// Whether its window is on the screen.
    pub fn is_visible(&self) -> bool {
        let found = Command::new(tool("xdotool"))
            .args(["search", "--onlyvisible", "--name", TITLE])
            .output();
        found.is_ok_and(|output| !output.stdout.is_empty())
    }

    /// A picture of something, once two in a row are the same. It is what the screen shows: the
    /// driver's own pictures never come while nothing on the page moves.
    #[track_caller]
    pub fn picture(&self, place: &str) -> RgbImage {
        // Nothing lies below the pointer.
        hands(&["mousemove", "4096", "4096"]).expect("the pointer can be moved");
        // What was changed just now is on the screen only after the next frames: two pictures of
        // the frame before would be the same as well.
        eventually("what was changed is drawn", || self.draws_twice());
        let mut before = None;
        eventually(&format!("{place} looks the same twice"), || {
            let [x, y, width, height] = self.rectangle(place)?;
            let edge = |at: f64| at.round().max(0.0) as u32;
            let window = picture_of_window()?;
            let part = imageops::crop_imm(&window, edge(x), edge(y), edge(width), edge(height));
            let now = part.to_image();
            (before.replace(now.clone()) == Some(now.clone())).then_some(now)
        })
    }

    /// Waits for two frames to be drawn.
    fn draws_twice(&self) -> Option<()> {
        const DRAWN: &str = "
            const done = arguments[0];
            requestAnimationFrame(() => requestAnimationFrame(() => done()));";
        self.try_to(async |client| client.execute_async(DRAWN, Vec::new()).await).map(drop)
    }
}

/// Keyboard and mouse of the screen.
fn hands(args: &[&str]) -> Option<()> {
    let done = Command::new(tool("xdotool")).args(args).stdout(Stdio::null()).status();
    done.is_ok_and(|status| status.success()).then_some(())
}

/// The app's window as the screen shows it.
fn picture_of_window() -> Option<RgbImage> {
    let mut search = Command::new(tool("xdotool"));
    let found = search.args(["search", "--onlyvisible", "--name", TITLE]).output().ok()?;
    let window = String::from_utf8(found.stdout).ok()?.lines().last()?.to_owned();
    let taken = Command::new(tool("import")).args(["-window", &window, "png:-"]).output().ok()?;
    let picture = image::load_from_memory_with_format(&taken.stdout, ImageFormat::Png);
    Some(picture.ok()?.into_rgb8())
}

/// Whether the screen shows no window of that title, a pattern. A search that stumbles over another
/// window that closes meanwhile knows nothing.
fn is_gone(title: &str) -> bool {
    let mut search = Command::new(tool("xdotool"));
    let found = search.args(["search", "--onlyvisible", "--name", title]).output();
    found.is_ok_and(|output| output.stdout.is_empty() && output.stderr.is_empty())
}

/// Waits until the window of that title, a pattern, has the keyboard. A window manager that has just
/// started does not listen yet.
#[track_caller]
fn comes_to_the_front(title: &str) {
    eventually(&format!("{title} comes to the front"), || {
        hands(&["search", "--onlyvisible", "--name", title, "windowactivate", "--sync"])
    });
}
