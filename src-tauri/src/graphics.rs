//! Windows that stay blank, on Linux: found out, worked around, and remembered.
//!
//! WebKitGTK's faster ways to draw leave the window empty with some graphics drivers. They are
//! switched off by environment variables, which only count when they were there at the start of
//! the program: where they are needed and missing, the program starts itself again with them.

use std::path::Path;

/// How the window is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Graphics {
    /// As WebKitGTK sees fit.
    Usual,
    /// Without passing buffers between processes, which NVIDIA's driver gets wrong.
    NoSharedBuffers,
    /// Without the graphics card.
    Safe,
}

/// What decides about it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Signs {
    /// The user asked for it.
    pub asked: bool,
    /// The window stayed blank the last time.
    pub was_blank: bool,
    /// NVIDIA's driver is loaded.
    pub has_nvidia: bool,
}

impl Graphics {
    /// Chooses the fastest way that is known to work.
    pub fn choose(signs: Signs) -> Self {
        if signs.asked || signs.was_blank {
            Self::Safe
        } else if signs.has_nvidia {
            Self::NoSharedBuffers
        } else {
            Self::Usual
        }
    }

    /// The variables it takes.
    fn variables(self) -> &'static [&'static str] {
        match self {
            Self::Usual => &[],
            Self::NoSharedBuffers => &["WEBKIT_DISABLE_DMABUF_RENDERER"],
            Self::Safe => &["WEBKIT_DISABLE_DMABUF_RENDERER", "WEBKIT_DISABLE_COMPOSITING_MODE"],
        }
    }
}

impl Signs {
    /// Looks for them.
    pub fn read(asked: bool, blank_window_marker: &Path) -> Self {
        Self { asked, was_blank: blank_window_marker.exists(), has_nvidia: has_nvidia() }
    }
}

fn has_nvidia() -> bool {
    cfg!(target_os = "linux")
        && (Path::new("/sys/module/nvidia").exists() || Path::new("/dev/nvidiactl").exists())
}

/// Starts the program again where variables are missing; returns where none are, or where that
/// fails. A variable that the user has set, to whatever value, is left as it is.
#[cfg(target_os = "linux")]
pub fn ensure(graphics: Graphics) {
    use std::{env, os::unix::process::CommandExt, process::Command};
    let missing: Vec<_> =
        graphics.variables().iter().filter(|name| env::var_os(name).is_none()).collect();
    if missing.is_empty() {
        return;
    }
    let Ok(program) = env::current_exe() else { return };
    let mut again = Command::new(program);
    again.args(env::args_os().skip(1)).envs(missing.into_iter().map(|name| (name, "1")));
    let error = again.exec();
    eprintln!("tideboard: cannot start again with other graphics: {error}");
}

/// Only WebKitGTK needs help.
#[cfg(not(target_os = "linux"))]
pub fn ensure(_: Graphics) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fastest_way_that_works_is_chosen() {
        let none = Signs::default();
        assert_eq!(Graphics::choose(none), Graphics::Usual);
        let nvidia = Signs { has_nvidia: true, ..none };
        assert_eq!(Graphics::choose(nvidia), Graphics::NoSharedBuffers);
        assert_eq!(Graphics::choose(Signs { was_blank: true, ..nvidia }), Graphics::Safe);
        assert_eq!(Graphics::choose(Signs { asked: true, ..none }), Graphics::Safe);
    }

    #[test]
    fn safer_graphics_take_no_variable_away() {
        let safe = Graphics::Safe.variables();
        assert!(Graphics::NoSharedBuffers.variables().iter().all(|name| safe.contains(name)));
        assert!(Graphics::Usual.variables().is_empty());
    }
}
