//! Settings: read, overridden, changed and kept safe.
//!
//! What counts is, in rising order: the defaults, what the user set (tauri-plugin-store),
//! environment variables, flags, and what the user chooses in this run. Only what the user set is ever
//! written. The store writes its file in place, so a copy is written first, atomically; a power cut
//! leaves one of the two whole.

mod overrides;

pub use overrides::Assignment;

use crate::files::write_atomically;
use overrides::{Override, overlay};
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};
use tauri::{AppHandle, Wry};
use tauri_plugin_store::{Store, StoreBuilder};
use tideboard_protocol::{
    ApiError, ErrorCode,
    settings::{
        ConflictPolicy, Notifications, PreferenceError, Preferences, RealtimeConfig, Settings,
    },
};
use tokio::sync::{Mutex, watch};

/// Settings as they are in force, and the way to change them.
pub struct SettingsBook {
    /// Where it is kept; nowhere, if the folder cannot be used.
    files: Option<Files>,
    kept: Mutex<Kept>,
    in_force: watch::Sender<Settings>,
}

/// What lies below the settings in force.
struct Kept {
    /// What the user set, without what overrides it.
    settings: Settings,
    /// What overrides it in this run, as far as the user did not choose otherwise meanwhile.
    overrides: Vec<Override>,
}

#[derive(Clone)]
struct Files {
    store: Arc<Store<Wry>>,
    copy: PathBuf,
}

impl SettingsBook {
    /// Opens the settings in `file`; the errors tell what could not be taken over.
    ///
    /// Where the folder is not usable, they are the defaults and cannot be changed. `flags` override
    /// them in this run, above variables.
    pub fn open(
        app: &AppHandle,
        file: &Path,
        is_usable: bool,
        flags: &[Assignment],
    ) -> (Self, Vec<ApiError>) {
        let mut complaints = Vec::new();
        let files = is_usable.then(|| Files::open(app, file, &mut complaints)).flatten();
        let stored: Map<String, Value> =
            files.iter().flat_map(|files| files.store.entries()).collect();
        let (mut kept, wrong) = read_leniently(&stored);
        complaints.extend(wrong);
        if !stored.contains_key("device_name") {
            kept.device_name = sysinfo::System::host_name().unwrap_or(kept.device_name);
            // Some computers have no name, or an endless one.
            check(&mut kept);
        }
        let overrides = overrides::of_this_run(flags);
        let (in_force, wrong) = overlay(&kept, &overrides);
        complaints.extend(wrong);
        let kept = Mutex::new(Kept { settings: kept, overrides });
        (Self { files, kept, in_force: watch::Sender::new(in_force) }, complaints)
    }

    /// The settings in force.
    pub fn now(&self) -> Settings {
        self.in_force.borrow().clone()
    }

    /// What the user set, without what overrides it in this run.
    pub async fn kept(&self) -> Settings {
        self.kept.lock().await.settings.clone()
    }

    /// Tells of every change.
    pub fn watch(&self) -> watch::Receiver<Settings> {
        self.in_force.subscribe()
    }

    /// Puts a setting in force for this run without keeping it, as a flag does.
    pub fn override_once(&self, change: impl FnOnce(&mut Settings)) {
        self.in_force.send_modify(change);
    }

    /// Changes what the user set; answers once it is on disk. It is in force then, whatever overrode
    /// it; what it does not touch stays overridden in this run.
    pub async fn change(
        &self,
        change: impl Fn(&mut Settings) + Send,
    ) -> Result<Settings, ApiError> {
        let mut kept = self.kept.lock().await;
        let mut changed = kept.settings.clone();
        change(&mut changed);
        self.keep(&mut kept, changed).await?;
        self.in_force.send_if_modified(|settings| choose(settings, &mut kept.overrides, &change));
        Ok(self.now())
    }

    /// Puts others in the place of everything the user set; answers once they are on disk. What
    /// overrides them in this run stays.
    pub async fn replace(&self, mut settings: Settings) -> Result<Settings, ApiError> {
        for complaint in check(&mut settings) {
            tracing::warn!("{complaint}");
        }
        let mut kept = self.kept.lock().await;
        self.keep(&mut kept, settings).await?;
        let (in_force, _) = overlay(&kept.settings, &kept.overrides);
        self.in_force.send_if_modified(|settings| {
            let differs = *settings != in_force;
            *settings = in_force;
            differs
        });
        Ok(self.now())
    }

    async fn keep(&self, kept: &mut Kept, wanted: Settings) -> Result<(), ApiError> {
        if wanted == kept.settings {
            return Ok(());
        }
        let files = self.files.clone().ok_or_else(|| not_saved(&"their folder cannot be used"))?;
        let written = wanted.clone();
        tauri::async_runtime::spawn_blocking(move || files.keep(&written))
            .await
            .map_err(|error| not_saved(&error))?
            .map_err(|error| not_saved(&error))?;
        kept.settings = wanted;
        Ok(())
    }
}

type Policies = BTreeMap<String, ConflictPolicy>;

/// What the user set, with those members of `wanted` that differ from what is in force.
pub fn changed(kept: Preferences, in_force: &Preferences, wanted: Preferences) -> Preferences {
    fn one<T: PartialEq>(kept: T, in_force: &T, wanted: T) -> T {
        if wanted == *in_force { kept } else { wanted }
    }
    let told = |of: fn(&Notifications) -> bool| {
        let of_all = |preferences: &Preferences| of(&preferences.notifications);
        one(of_all(&kept), &of_all(in_force), of_all(&wanted))
    };
    let notifications = Notifications {
        conflicts: told(|it| it.conflicts),
        refused: told(|it| it.refused),
        sign_in: told(|it| it.sign_in),
        offline: told(|it| it.offline),
    };
    Preferences {
        theme: one(kept.theme, &in_force.theme, wanted.theme),
        contrast: one(kept.contrast, &in_force.contrast, wanted.contrast),
        density: one(kept.density, &in_force.density, wanted.density),
        motion: one(kept.motion, &in_force.motion, wanted.motion),
        language: one(kept.language, &in_force.language, wanted.language),
        close_to_tray: one(kept.close_to_tray, &in_force.close_to_tray, wanted.close_to_tray),
        device_name: one(kept.device_name, &in_force.device_name, wanted.device_name),
        notifications,
        review_after_h: one(kept.review_after_h, &in_force.review_after_h, wanted.review_after_h),
    }
}

/// What the user chose for clashes, with those kinds of `wanted` that differ from what is in force.
/// A kind that is not named asks.
pub fn changed_policies(kept: &Policies, in_force: &Policies, wanted: &Policies) -> Policies {
    let of = |policies: &Policies, kind| policies.get(kind).copied().unwrap_or_default();
    let kinds: BTreeSet<&String> =
        kept.keys().chain(in_force.keys()).chain(wanted.keys()).collect();
    let chosen = kinds.into_iter().filter_map(|kind| {
        let is_changed = of(wanted, kind) != of(in_force, kind);
        let policies = if is_changed { wanted } else { kept };
        policies.get(kind).map(|policy| (kind.clone(), *policy))
    });
    chosen.collect()
}

/// Changes what is in force, and ends the overrides of what it touches: they would undo later what
/// the user has chosen. Tells whether anything differs.
fn choose(
    in_force: &mut Settings,
    overrides: &mut Vec<Override>,
    change: &impl Fn(&mut Settings),
) -> bool {
    let before = in_force.clone();
    change(in_force);
    overrides.retain(|one| !one.is_touched(&before, in_force));
    before != *in_force
}

impl Files {
    fn open(app: &AppHandle, file: &Path, complaints: &mut Vec<ApiError>) -> Option<Self> {
        let copy = copy_of(file);
        match repair(file, &copy) {
            Ok(complaint) => complaints.extend(complaint),
            Err(error) => {
                complaints.push(unreadable(file, &error));
                return None;
            }
        }
        match StoreBuilder::new(app, file).disable_auto_save().build() {
            Ok(store) => Some(Self { store, copy }),
            Err(error) => {
                complaints.push(unreadable(file, &error));
                None
            }
        }
    }

    /// The atomic copy comes first: whenever the power fails, one of the two files is whole.
    fn keep(&self, settings: &Settings) -> anyhow::Result<()> {
        let Value::Object(members) = serde_json::to_value(settings)? else {
            anyhow::bail!("they are no object");
        };
        write_atomically(&self.copy, &serde_json::to_vec_pretty(&members)?)?;
        for (name, value) in members {
            self.store.set(name, value);
        }
        if settings.realtime == RealtimeConfig::default() {
            // Not the user's choice; a later version may know better.
            self.store.delete("realtime");
        }
        self.store.save()?;
        Ok(())
    }
}

fn copy_of(file: &Path) -> PathBuf {
    file.with_extension("json.bak")
}

/// Brings a damaged file back from its copy; the damaged one is set aside, never thrown away.
fn repair(file: &Path, copy: &Path) -> io::Result<Option<ApiError>> {
    match fs::read(file) {
        Ok(bytes) if is_settings(&bytes) => return Ok(None),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    }
    let aside = file.with_extension("json.damaged");
    fs::rename(file, &aside)?;
    let aside = aside.display();
    let saved = fs::read(copy).ok().filter(|bytes| is_settings(bytes));
    let message = match &saved {
        Some(_) => format!("The settings were damaged and come from their copy now; see {aside}."),
        None => format!("The settings were damaged and start anew; the old file is {aside}."),
    };
    if let Some(bytes) = saved {
        write_atomically(file, &bytes)?;
    }
    Ok(Some(ApiError::new(ErrorCode::StorageFailed, message)))
}

fn is_settings(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Map<String, Value>>(bytes).is_ok()
}

/// Takes over each member that can be read, so that one bad value costs only itself.
fn read_leniently(stored: &Map<String, Value>) -> (Settings, Vec<ApiError>) {
    let mut good = Map::new();
    let mut complaints = Vec::new();
    for (name, value) in stored {
        let alone = Map::from_iter([(name.clone(), value.clone())]);
        match serde_json::from_value::<Settings>(Value::Object(alone)) {
            Ok(_) => {
                good.insert(name.clone(), value.clone());
            }
            Err(error) => complaints.push(invalid(&format!("The setting {name}"), &error)),
        }
    }
    let mut settings: Settings = serde_json::from_value(Value::Object(good)).unwrap_or_default();
    complaints.extend(check(&mut settings));
    (settings, complaints)
}

/// Takes the default for what is out of its range.
fn check(settings: &mut Settings) -> Vec<ApiError> {
    let mut complaints = Vec::new();
    if let Err(error) = settings.realtime.validate() {
        settings.realtime = RealtimeConfig::default();
        complaints.push(invalid("A setting of the connection", &error));
    }
    while let Err(error) = settings.preferences().checked() {
        let usual = Settings::default();
        match error {
            PreferenceError::DeviceName => settings.device_name = usual.device_name,
            PreferenceError::ReviewAfter => settings.review_after_h = usual.review_after_h,
        }
        complaints.push(invalid("A setting", &error));
    }
    complaints
}

fn invalid(what: &str, error: &dyn std::fmt::Display) -> ApiError {
    // Some reasons are sentences already.
    let error = error.to_string();
    let error = error.trim_end_matches('.');
    ApiError::new(ErrorCode::InvalidValue, format!("{what} is not taken: {error}."))
}

fn unreadable(file: &Path, error: &dyn std::fmt::Display) -> ApiError {
    let file = file.display();
    ApiError::new(ErrorCode::PermissionDenied, format!("{file} cannot be read: {error}."))
}

fn not_saved(error: &dyn std::fmt::Display) -> ApiError {
    ApiError::new(ErrorCode::StorageFailed, format!("The settings were not saved: {error}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tideboard_protocol::settings::{Density, Theme};

    struct Disk(tempfile::TempDir);

    impl Disk {
        fn new() -> Self {
            Self(tempfile::tempdir().unwrap())
        }

        fn file(&self) -> PathBuf {
            self.0.path().join("settings.json")
        }

        fn holds(&self, settings: &str, copy: Option<&str>) {
            fs::write(self.file(), settings).unwrap();
            if let Some(copy) = copy {
                fs::write(copy_of(&self.file()), copy).unwrap();
            }
        }

        fn is_repaired(&self) -> Option<ApiError> {
            repair(&self.file(), &copy_of(&self.file())).unwrap()
        }
    }

    #[test]
    fn an_empty_or_cut_file_comes_back_from_its_copy() {
        for damaged in ["", "{\"theme\":\"da", "\0\0\0\0", "[]"] {
            let disk = Disk::new();
            disk.holds(damaged, Some(r#"{"theme":"dark"}"#));
            assert!(disk.is_repaired().unwrap().message.contains("copy"));
            assert_eq!(fs::read_to_string(disk.file()).unwrap(), r#"{"theme":"dark"}"#);
            let aside = disk.0.path().join("settings.json.damaged");
            assert_eq!(fs::read_to_string(aside).unwrap(), damaged);
        }
    }

    #[test]
    fn a_good_file_wins_over_its_copy_and_a_missing_one_is_a_fresh_start() {
        let disk = Disk::new();
        assert_eq!(disk.is_repaired(), None);
        disk.holds(r#"{"theme":"light"}"#, Some(r#"{"theme":"dark"}"#));
        assert_eq!(disk.is_repaired(), None);
        assert_eq!(fs::read_to_string(disk.file()).unwrap(), r#"{"theme":"light"}"#);
    }

    #[test]
    fn with_both_damaged_nothing_is_thrown_away() {
        let disk = Disk::new();
        disk.holds("", Some("{"));
        assert!(disk.is_repaired().unwrap().message.contains("anew"));
        assert!(!disk.file().exists());
        assert!(disk.0.path().join("settings.json.damaged").exists());
    }

    #[test]
    fn one_bad_member_costs_only_itself() {
        let stored = json!({"theme": "purple", "close_to_tray": false, "from_the_future": 1});
        let (settings, complaints) = read_leniently(stored.as_object().unwrap());
        assert_eq!(settings, Settings { close_to_tray: false, ..Settings::default() });
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].message.contains("theme"));
    }

    #[test]
    fn values_out_of_range_fall_back_and_are_named() {
        let stored = json!({"realtime": {"view_batches_per_s": 0}});
        let (settings, complaints) = read_leniently(stored.as_object().unwrap());
        assert_eq!(settings.realtime, RealtimeConfig::default());
        assert!(complaints[0].message.contains("view_batches_per_s"));
        let stored = json!({"device_name": " ", "review_after_h": 9999, "theme": "dark"});
        let (settings, complaints) = read_leniently(stored.as_object().unwrap());
        assert_eq!(settings, Settings { theme: Theme::Dark, ..Settings::default() });
        assert_eq!(complaints.len(), 2, "{complaints:?}");
    }

    #[test]
    fn what_is_chosen_by_hand_ends_its_override_and_no_other() {
        for chosen in [Theme::Light, Theme::System] {
            let kept = Settings { theme: Theme::Light, ..Settings::default() };
            let mut overrides = overrides::tests::flags(&["theme=dark", "density=roomy"]);
            let (mut in_force, _) = overlay(&kept, &overrides);
            let before = in_force.preferences();
            let wanted = Preferences { theme: chosen, ..before.clone() };
            let change = |settings: &mut Settings| {
                let kept = settings.preferences();
                settings.prefer(changed(kept, &before, wanted.clone()));
            };
            let mut now_kept = kept.clone();
            change(&mut now_kept);
            assert_eq!(now_kept, Settings { theme: chosen, ..kept }, "the density is not kept");
            assert!(choose(&mut in_force, &mut overrides, &change));
            assert_eq!((in_force.theme, in_force.density), (chosen, Density::Roomy));
            // Neither does it come back with whatever is changed next.
            let other = |settings: &mut Settings| settings.close_to_tray = false;
            assert!(choose(&mut in_force, &mut overrides, &other));
            assert_eq!((in_force.theme, in_force.density), (chosen, Density::Roomy));
            let (replaced, _) = overlay(&Settings::default(), &overrides);
            assert_eq!((replaced.theme, replaced.density), (Theme::System, Density::Roomy));
        }
    }

    #[tokio::test]
    async fn what_was_kept_already_is_chosen_all_the_same_and_what_cannot_be_kept_is_not() {
        let settings = Settings { theme: Theme::Light, ..Settings::default() };
        let overrides = overrides::tests::flags(&["theme=dark"]);
        let in_force = watch::Sender::new(overlay(&settings, &overrides).0);
        let kept = Mutex::new(Kept { settings, overrides });
        // With no place to write to.
        let book = SettingsBook { files: None, kept, in_force };
        let choose = async |theme| book.change(|settings| settings.theme = theme).await;
        choose(Theme::System).await.unwrap_err();
        assert_eq!(book.now().theme, Theme::Dark);
        choose(Theme::Light).await.unwrap();
        let same = book.kept().await;
        assert_eq!(book.replace(same).await.unwrap().theme, Theme::Light, "its override has ended");
    }

    #[test]
    fn a_policy_that_is_chosen_ends_the_override_of_its_kind_alone() {
        let kind = "realtime.conflict_policies";
        let given = [format!("{kind}.note=theirs"), format!("{kind}.chart=mine")];
        let mut overrides = overrides::tests::flags(&given.each_ref().map(String::as_str));
        let (mut in_force, _) = overlay(&Settings::default(), &overrides);
        let change = |settings: &mut Settings| {
            settings.realtime.conflict_policies.remove("note");
        };
        assert!(choose(&mut in_force, &mut overrides, &change));
        let (replaced, _) = overlay(&Settings::default(), &overrides);
        assert_eq!(replaced.realtime.conflict_policies, in_force.realtime.conflict_policies);
        assert_eq!(replaced.realtime.conflict_policies.len(), 1);
    }

    #[test]
    fn what_overrides_a_setting_is_not_kept_with_another_one() {
        let kept = Settings { theme: Theme::Light, ..Settings::default() };
        let notifications = Notifications { offline: false, ..kept.notifications };
        let in_force = Settings { theme: Theme::Dark, notifications, ..kept.clone() };
        let (kept, in_force) = (kept.preferences(), in_force.preferences());
        assert_eq!((in_force.theme, in_force.notifications.offline), (Theme::Dark, false));
        let notifications = Notifications { sign_in: false, ..in_force.notifications };
        let wanted = Preferences { density: Density::Roomy, notifications, ..in_force.clone() };
        let now = changed(kept.clone(), &in_force, wanted);
        let notifications = Notifications { sign_in: false, ..kept.notifications };
        assert_eq!(now, Preferences { density: Density::Roomy, notifications, ..kept.clone() });
        let chosen = Preferences { theme: Theme::System, ..in_force.clone() };
        assert_eq!(changed(kept, &in_force, chosen).theme, Theme::System, "it was chosen");
    }

    #[test]
    fn a_policy_that_overrides_is_not_kept_with_another_one() {
        use ConflictPolicy::{Ask, Mine, Theirs};
        let policies = |given: &[(&str, ConflictPolicy)]| -> Policies {
            given.iter().map(|(kind, policy)| ((*kind).to_owned(), *policy)).collect()
        };
        let kept = policies(&[("chart", Mine)]);
        let in_force = policies(&[("chart", Mine), ("note", Theirs)]);
        let now = |wanted: &[(&str, ConflictPolicy)]| {
            changed_policies(&kept, &in_force, &policies(wanted))
        };
        let with_table = [("chart", Mine), ("note", Theirs), ("table", Mine)];
        assert_eq!(now(&with_table), policies(&[("chart", Mine), ("table", Mine)]));
        let chosen = [("chart", Ask), ("note", Mine)];
        assert_eq!(now(&chosen), policies(&chosen), "both were chosen");
        assert_eq!(now(&[("note", Theirs)]), policies(&[]), "the chart's was taken back");
    }
}
