//! Checks of the real window by axe-core: contrast, names, roles, order of headings and what else a
//! program can see of accessibility.

use std::{env, fs, path::PathBuf};

use serde_json::Value;

use crate::{desktop::Desktop, wait::eventually_is};

/// Where the findings of the last look are, until they are fetched.
const FINDINGS: &str = "window.axeFindings";

/// Looks at the whole page with every rule, and leaves what it found where it can be fetched.
const LOOK: &str = "
    window.axeFindings = null;
    axe.run(document, { resultTypes: ['violations'] }).then(
        (results) => {
            window.axeFindings = results.violations.flatMap((rule) => rule.nodes.map((node) =>
                `${rule.id}: ${node.target.join(' ')}\\n    ${node.html.slice(0, 200)}\\n    ${node.failureSummary}`));
        },
        (error) => { window.axeFindings = ['axe itself failed: ' + error]; },
    );";

/// The two themes.
const THEMES: [&str; 2] = ["light", "dark"];

impl Desktop {
    /// Asserts that what the window shows now has no violation in either theme.
    #[track_caller]
    pub fn is_accessible(&self, screen: &str) {
        let found: Vec<String> = THEMES
            .iter()
            .flat_map(|theme| {
                let found = self.violations(theme);
                found.into_iter().map(move |it| format!("{theme}: {it}"))
            })
            .collect();
        assert!(found.is_empty(), "{screen}:\n{}", found.join("\n"));
    }

    #[track_caller]
    fn violations(&self, theme: &str) -> Vec<String> {
        // What fades in has another contrast meanwhile: nothing moves.
        let looks = format!(
            "const root = document.documentElement;
             root.dataset.motion = 'reduced';
             root.dataset.theme = '{theme}';
             return typeof window.axe === 'object';"
        );
        if self.script(&looks) != Some(Value::Bool(true)) {
            self.script(&source()).expect("axe-core can be loaded into the page");
        }
        self.script(LOOK).expect("axe-core starts");
        eventually_is("axe-core comes to an end", Some(true), || {
            self.script(&format!("return Array.isArray({FINDINGS});"))?.as_bool()
        });
        let found = self.script(&format!("return {FINDINGS};")).expect("the findings are there");
        serde_json::from_value(found).expect("the findings are texts")
    }
}

/// The library, which lies beside the tools of the same registry.
#[track_caller]
fn source() -> String {
    let tools = env::var_os("TIDEBOARD_TOOLS").or_else(|| env::var_os("PATH")).unwrap_or_default();
    let beside = |folder: PathBuf| Some(folder.parent()?.join("axe-core").join("axe.min.js"));
    let file = env::split_paths(&tools)
        .filter_map(beside)
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("axe-core is not installed: run `cargo xtask setup`"));
    fs::read_to_string(file).expect("axe-core can be read")
}
