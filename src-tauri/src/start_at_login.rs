//! Starting with the user's session, in the tray. The system's own list is the truth: whoever takes
//! the app off it elsewhere sees that here.

use crate::folders::Folders;
use tideboard_protocol::{Action, ApiError, ErrorCode, ipc::LoginStart};

/// Whether it starts at login, and whether that can be set.
pub fn now(folders: &Folders) -> Result<LoginStart, ApiError> {
    if folders.is_moved() {
        return Ok(LoginStart::Unavailable);
    }
    let is_on = system::is_on(&Entry::of(folders)).map_err(|error| failed(&error))?;
    Ok(if is_on { LoginStart::On } else { LoginStart::Off })
}

/// Puts this profile on the list, or takes it off.
pub fn set(folders: &Folders, on: bool) -> Result<LoginStart, ApiError> {
    if folders.is_moved() {
        let words =
            "The data lie where TIDEBOARD_DATA_DIR says, which a start at login would not know.";
        return Err(ApiError::new(ErrorCode::WrongState, words));
    }
    system::set(&Entry::of(folders), on).map_err(|error| failed(&error))?;
    now(folders)
}

fn failed(error: &dyn std::fmt::Display) -> ApiError {
    let message = format!("Starting at login cannot be set: {error}.");
    ApiError { code: ErrorCode::PermissionDenied, message, action: Action::Nothing }
}

/// One line of the list: each profile has its own.
struct Entry {
    name: String,
    arguments: Vec<String>,
}

impl Entry {
    fn of(folders: &Folders) -> Self {
        let mut arguments = vec!["--hidden".to_owned()];
        let mut name = "tideboard".to_owned();
        if let Some(profile) = folders.profile() {
            name = format!("{name}-{profile}");
            arguments.extend(["--profile".to_owned(), profile.to_owned()]);
        }
        Self { name, arguments }
    }
}

/// A file of the XDG autostart specification.
#[cfg(target_os = "linux")]
mod system {
    use super::Entry;
    use crate::files::write_atomically;
    use std::{env, fs, io, path::PathBuf};

    pub fn is_on(entry: &Entry) -> io::Result<bool> {
        match fs::read_to_string(file(entry)?) {
            // Some desktops do not remove a file that is switched off.
            Ok(text) => Ok(!text.lines().any(|line| line.trim() == "Hidden=true")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub fn set(entry: &Entry, on: bool) -> io::Result<()> {
        let file = file(entry)?;
        if !on {
            return match fs::remove_file(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            };
        }
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder)?;
        }
        write_atomically(&file, text(entry, &program()?).as_bytes())
    }

    fn file(entry: &Entry) -> io::Result<PathBuf> {
        let config = dirs::config_dir()
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "there is no home folder"))?;
        Ok(config.join("autostart").join(format!("{}.desktop", entry.name)))
    }

    /// An AppImage runs from a folder that is gone after the session.
    fn program() -> io::Result<String> {
        let path = match env::var_os("APPIMAGE").filter(|path| !path.is_empty()) {
            Some(image) => PathBuf::from(image),
            None => env::current_exe()?,
        };
        path.into_os_string()
            .into_string()
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "its path is no text"))
    }

    fn text(entry: &Entry, program: &str) -> String {
        let words = std::iter::once(program).chain(entry.arguments.iter().map(String::as_str));
        let command = words.map(quoted).collect::<Vec<_>>().join(" ");
        format!(
            "[Desktop Entry]\nType=Application\nVersion=1.0\nName=Tideboard\n\
             Comment=A shared live dashboard\nExec={command}\nTerminal=false\n\
             StartupNotify=false\nX-GNOME-Autostart-enabled=true\n"
        )
    }

    /// As an `Exec` line wants it: within quotes, four characters are escaped; then each backslash
    /// once more, as in every value, and a percent sign is doubled.
    fn quoted(word: &str) -> String {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./+:@".contains(c);
        if !word.is_empty() && word.chars().all(is_plain) {
            return word.to_owned();
        }
        let mut quoted = String::from("\"");
        for c in word.chars() {
            match c {
                '"' | '`' | '$' => quoted.extend(['\\', '\\', c]),
                '\\' => quoted.push_str("\\\\\\\\"),
                '%' => quoted.push_str("%%"),
                other => quoted.push(other),
            }
        }
        quoted.push('"');
        quoted
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_program_in_a_folder_with_a_blank_is_started_as_one_word() {
            let arguments = vec!["--hidden".to_owned(), "--profile".to_owned(), "night".to_owned()];
            let entry = Entry { name: "tideboard-night".to_owned(), arguments };
            let text = text(&entry, "/opt/My apps/100% $tideboard");
            let line = text.lines().find_map(|line| line.strip_prefix("Exec=")).unwrap();
            let wanted = r#""/opt/My apps/100%% \\$tideboard" --hidden --profile night"#;
            assert_eq!(line, wanted);
            assert_eq!(quoted("/usr/bin/tideboard"), "/usr/bin/tideboard");
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use super::Entry;
    use auto_launch::{AutoLaunch, AutoLaunchBuilder};
    use std::{env, io};

    pub fn is_on(entry: &Entry) -> Result<bool, auto_launch::Error> {
        launch(entry)?.is_enabled()
    }

    pub fn set(entry: &Entry, on: bool) -> Result<(), auto_launch::Error> {
        let launch = launch(entry)?;
        if on {
            return launch.enable();
        }
        match launch.disable() {
            Err(auto_launch::Error::Io(error)) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    fn launch(entry: &Entry) -> Result<AutoLaunch, auto_launch::Error> {
        let program = env::current_exe().map_err(auto_launch::Error::Io)?;
        AutoLaunchBuilder::new()
            .set_app_name(&entry.name)
            .set_app_path(&program.to_string_lossy())
            .set_args(&entry.arguments)
            .build()
    }
}
