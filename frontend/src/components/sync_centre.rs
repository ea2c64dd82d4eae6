//! The sync centre: everything about own changes in one drawer beside the board.

mod away;
mod changes;
mod conflicts;
mod history;
mod offered;
mod travel;
mod why_tab;

use super::{Glyph, Icon};
use crate::{
    browser, clock,
    hooks::{use_background_sync, use_connection},
};
use away::AwayTab;
use changes::ChangesTab;
use conflicts::ConflictsTab;
use history::HistoryTab;
use tideboard_words::t;
pub use travel::{SaveToFile, Travel};
use web_sys::{HtmlElement, KeyboardEvent};
use why_tab::WhyTab;
use yew::prelude::*;

/// What the drawer shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CentreTab {
    /// Own changes on their way.
    Changes,
    /// Conflicts to decide.
    Conflicts,
    /// What happened during the last absence.
    Away,
    /// What left the queue in the last 30 days.
    History,
    /// Why something is not synced.
    Why,
}

impl CentreTab {
    const ALL: [Self; 5] = [Self::Changes, Self::Conflicts, Self::Away, Self::History, Self::Why];

    fn name(self) -> &'static str {
        match self {
            Self::Changes => "changes",
            Self::Conflicts => "conflicts",
            Self::Away => "away",
            Self::History => "history",
            Self::Why => "why",
        }
    }
}

#[derive(Properties, PartialEq)]
pub struct SyncCentreProps {
    pub tab: CentreTab,
    pub on_tab: Callback<CentreTab>,
    pub on_close: Callback<()>,
}

/// The drawer. It leaves the board in reach: nothing behind it is blocked.
#[component]
pub fn SyncCentre(props: &SyncCentreProps) -> Html {
    let sync = use_background_sync();
    let connection = use_connection();
    let node = use_node_ref();
    use_focus_inside(node.clone());
    let onkeydown = {
        let on_close = props.on_close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                on_close.emit(());
            }
        })
    };
    let tab = |tab: CentreTab, words: String| {
        html! {
            <button
                type="button" role="tab" class="tab" id={format!("tab-{}", tab.name())}
                aria-selected={(tab == props.tab).to_string()} aria-controls="centre-panel"
                tabindex={if tab == props.tab { "0" } else { "-1" }} data-testid="centre-tab"
                data-tab={tab.name()} onclick={props.on_tab.reform(move |_: MouseEvent| tab)}
            >
                { words }
            </button>
        }
    };
    let counted = |words: String, count: u32| match count {
        0 => words,
        count => t!("centre-counted", words = words, count = count),
    };
    let conflicts = sync.conflicts.len() as u32;
    let content = match props.tab {
        CentreTab::Changes => html! { <ChangesTab on_close={props.on_close.clone()} /> },
        CentreTab::Conflicts => html! { <ConflictsTab /> },
        CentreTab::Away => html! { <AwayTab /> },
        CentreTab::History => html! { <HistoryTab /> },
        CentreTab::Why => html! { <WhyTab /> },
    };
    html! {
        <aside
            class="drawer" aria-label={t!("centre-title")} data-testid="sync-centre" ref={node}
            tabindex="-1" {onkeydown}
        >
            <header class="drawer-head">
                <h2>{ tideboard_words::status(&connection.status, clock::recent) }</h2>
                <button
                    type="button" class="icon-button" aria-label={t!("common-close")} title={t!("common-close-esc")}
                    data-testid="centre-close"
                    onclick={props.on_close.reform(|_: MouseEvent| ())}
                >
                    <Icon glyph={Glyph::Close} />
                </button>
            </header>
            <div class="tabs" role="tablist" aria-label={t!("centre-title")} onkeydown={walk_tabs(props)}>
                { tab(CentreTab::Changes, counted(t!("centre-changes"), sync.queue.total)) }
                { tab(CentreTab::Conflicts, counted(t!("centre-conflicts"), conflicts)) }
                { tab(CentreTab::Away, t!("centre-away")) }
                { tab(CentreTab::History, t!("centre-history")) }
                { tab(CentreTab::Why, t!("centre-why")) }
            </div>
            <div
                class="drawer-body" id="centre-panel" role="tabpanel"
                aria-labelledby={format!("tab-{}", props.tab.name())}
            >
                { content }
            </div>
        </aside>
    }
}

/// The arrows go from tab to tab.
fn walk_tabs(props: &SyncCentreProps) -> Callback<KeyboardEvent> {
    let (tab, on_tab) = (props.tab, props.on_tab.clone());
    Callback::from(move |event: KeyboardEvent| {
        let all = CentreTab::ALL;
        let at = all.iter().position(|it| *it == tab).unwrap_or(0);
        let to = match browser::onward_key(&event).as_str() {
            "ArrowRight" => (at + 1) % all.len(),
            "ArrowLeft" => (at + all.len() - 1) % all.len(),
            _ => return,
        };
        event.prevent_default();
        on_tab.emit(all[to]);
        browser::focus_by_id(&format!("tab-{}", all[to].name()));
    })
}

/// Takes the focus when it appears and gives it back afterwards.
#[hook]
fn use_focus_inside(node: NodeRef) {
    use_effect_with(node, |node| {
        let before = browser::focused();
        if let Some(drawer) = node.cast::<HtmlElement>() {
            browser::focus(&drawer);
        }
        move || {
            if let Some(before) = before {
                browser::focus(&before);
            }
        }
    });
}
