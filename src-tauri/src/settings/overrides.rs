//! What overrides settings in this run: environment variables, and above them flags.
//!
//! Each counts alone: one that cannot be taken costs only itself, and says so.

use super::invalid;
use figment::{
    Figment,
    providers::{Env, Serialized},
    value::Value,
};
use tideboard_protocol::{ApiError, settings::Settings};

const PREFIX: &str = "TIDEBOARD_";

/// Variables of the app that are none of its settings.
const NO_SETTINGS: &[&str] = &["data_dir", "token", "server", "log"];

/// Which server is worked with: its members count only together.
const HOME: &str = "home";

/// A setting as a flag gives it: `realtime.connect_timeout_ms=5000`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    name: String,
    value: String,
}

impl Assignment {
    /// Reads a flag's value.
    pub fn read(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, value)) if !name.is_empty() => {
                Ok(Self { name: name.to_owned(), value: value.to_owned() })
            }
            Some(_) | None => Err("a setting is given as NAME=VALUE".to_owned()),
        }
    }
}

/// One setting and what it is in this run.
#[derive(Debug, Clone)]
pub struct Override {
    /// Who says so, for people.
    said_by: String,
    /// Its name: its members from the outside in, with dots between them.
    name: String,
    value: Value,
}

impl Override {
    fn new(said_by: String, name: String, value: &str) -> Self {
        let Ok(value) = value.parse::<Value>();
        Self { said_by, name, value }
    }

    /// Whether its setting differs between these two.
    pub fn is_touched(&self, before: &Settings, after: &Settings) -> bool {
        let value =
            |settings| Figment::from(Serialized::defaults(settings)).find_value(&self.name).ok();
        value(before) != value(after)
    }
}

/// The overrides of this run, in rising order.
pub fn of_this_run(flags: &[Assignment]) -> Vec<Override> {
    let variables = Env::prefixed(PREFIX).ignore(NO_SETTINGS).split("__");
    let mut all: Vec<_> = variables
        .iter()
        .map(|(name, value)| {
            let variable = name.as_str().replace('.', "__").to_ascii_uppercase();
            let said_by = format!("The variable {PREFIX}{variable}");
            Override::new(said_by, name.into_string(), &value)
        })
        // Variables of other programs may begin alike.
        .filter(|it| is_member(&it.name))
        .collect();
    all.extend(flags.iter().map(|Assignment { name, value }| {
        Override::new(format!("The flag --set {name}"), name.clone(), value)
    }));
    all
}

/// Lays overrides over settings.
pub fn overlay(settings: &Settings, overrides: &[Override]) -> (Settings, Vec<ApiError>) {
    let mut overlaid = settings.clone();
    let mut complaints = Vec::new();
    for one in overrides {
        match lay(&overlaid, one) {
            Ok(with_it) => overlaid = with_it,
            Err(reason) => complaints.push(invalid(&one.said_by, &reason)),
        }
    }
    (overlaid, complaints)
}

fn lay(settings: &Settings, one: &Override) -> Result<Settings, String> {
    if outermost(&one.name) == HOME {
        return Err("a server is given with --server URL, and its token in TIDEBOARD_TOKEN".into());
    }
    let laid = Figment::from(Serialized::defaults(settings)).merge((&one.name, &one.value));
    let mut laid: Settings = laid.extract().map_err(|error| error.to_string())?;
    // What does not come back from it, no setting has read.
    if Figment::from(Serialized::defaults(&laid)).find_value(&one.name).is_err() {
        return Err("there is no such setting".to_owned());
    }
    laid.realtime.validate().map_err(|error| error.to_string())?;
    let preferences = laid.preferences().checked().map_err(|error| error.to_string())?;
    laid.prefer(preferences);
    Ok(laid)
}

fn is_member(name: &str) -> bool {
    Figment::from(Serialized::defaults(Settings::default())).contains(outermost(name))
}

fn outermost(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use tideboard_protocol::settings::{ConflictPolicy, RealtimeConfig, Theme};

    pub fn flags(texts: &[&str]) -> Vec<Override> {
        texts
            .iter()
            .map(|text| {
                let Assignment { name, value } = Assignment::read(text).unwrap();
                Override::new(format!("The flag --set {name}"), name, &value)
            })
            .collect()
    }

    #[test]
    fn overrides_win_and_leave_their_neighbours() {
        let kept = Settings { theme: Theme::Light, ..Settings::default() };
        let given = flags(&[
            "theme=dark",
            "realtime.debounce_ms=5",
            "realtime.conflict_policies.note=mine",
            "last_board=line-3",
        ]);
        let (settings, complaints) = overlay(&kept, &given);
        assert_eq!(complaints, []);
        assert_eq!((settings.theme, settings.realtime.debounce_ms), (Theme::Dark, 5));
        assert_eq!(settings.realtime.backoff_min_ms, kept.realtime.backoff_min_ms);
        assert_eq!(settings.realtime.conflict_policies["note"], ConflictPolicy::Mine);
        assert_eq!(settings.last_board.unwrap().as_str(), "line-3");
    }

    #[test]
    fn a_bad_one_costs_only_itself_and_is_named() {
        let kept = Settings::default();
        let given = flags(&[
            "theme=purple",
            "realtime.connect_timeout_ms=soon",
            "realtime.view_batches_per_s=0",
            "realtime.connect_timeout=5000",
            "token=s3cret",
            "device_name=",
            &format!("device_name={}", "x".repeat(101)),
            "review_after_h=9999",
            "home.mode=local",
            "realtime.debounce_ms=5",
            "device_name= Desk ",
        ]);
        let (settings, complaints) = overlay(&kept, &given);
        let realtime = RealtimeConfig { debounce_ms: 5, ..RealtimeConfig::default() };
        let device_name = "Desk".to_owned();
        assert_eq!(settings, Settings { realtime, device_name, ..kept });
        assert_eq!(complaints.len(), 9, "{complaints:?}");
        assert!(settings.preferences().checked().is_ok(), "others can be changed");
        for (complaint, one) in complaints.iter().zip(&given) {
            assert!(complaint.message.contains(&one.said_by), "{}", complaint.message);
            assert!(!complaint.message.contains("s3cret"), "{}", complaint.message);
            assert!(!complaint.message.ends_with(".."), "{}", complaint.message);
        }
    }

    #[test]
    fn the_server_is_no_override_and_the_way_to_it_is_said() {
        let kept = Settings::default();
        for home in ["home.mode=local", "home.url=ws://a/api/realtime", "home={mode=\"local\"}"] {
            let (settings, complaints) = overlay(&kept, &flags(&[home]));
            assert_eq!(settings, kept);
            assert!(complaints[0].message.contains("--server"), "{complaints:?}");
        }
        assert!(is_member("home.mode"), "a variable is complained of as well");
    }

    #[test]
    fn the_last_word_counts() {
        let given = flags(&["realtime.debounce_ms=5", "realtime.debounce_ms=7"]);
        assert_eq!(overlay(&Settings::default(), &given).0.realtime.debounce_ms, 7);
    }

    #[test]
    fn variables_of_other_programs_are_no_settings() {
        assert!(is_member("theme") && is_member("realtime.debounce_ms"));
        assert!(!is_member("tools") && !is_member("bin_dir"));
    }

    #[test]
    fn a_flag_names_a_setting_and_its_value() {
        let read = |text| Assignment::read(text).map(|it| (it.name, it.value));
        assert_eq!(read("a.b=c=d").unwrap(), ("a.b".to_owned(), "c=d".to_owned()));
        for wrong in ["", "theme", "=dark"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
