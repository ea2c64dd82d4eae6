//! One sprite with every icon: 16 px grid, round 1.5 px strokes.

use yew::prelude::*;

macro_rules! glyphs {
    ($($name:ident = $id:literal : $path:literal),* $(,)?) => {
        /// An icon of the sprite.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Glyph { $($name),* }

        impl Glyph {
            const ALL: &[Self] = &[$(Self::$name),*];

            fn id(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }

            fn path(self) -> &'static str {
                match self { $(Self::$name => $path),* }
            }
        }
    };
}

glyphs! {
    Check = "check": "M3 8.5 6.5 12 13 4.5",
    Arrows = "arrows": "M13.2 6.5A5.5 5.5 0 0 0 3.4 5M2.8 9.5A5.5 5.5 0 0 0 12.6 11M3 2v3h3M13 14v-3h-3",
    CloudSlash = "cloud-slash": "M2.5 2.5l11 11M6 4.2A4 4 0 0 1 11.7 7a2.8 2.8 0 0 1 2 4M10.5 12.5H4.6a3 3 0 0 1-.5-5.9",
    CloudOff = "cloud-off": "M4.6 12.5a3 3 0 0 1-.3-6A4 4 0 0 1 11.9 7a2.8 2.8 0 0 1-.4 5.5H4.6M6.6 8l2.8 2.8M9.4 8l-2.8 2.8",
    Bars = "bars": "M5.5 3v10M10.5 3v10",
    Diamond = "diamond": "M8 1.8 14.2 8 8 14.2 1.8 8ZM8 5.2v3.2M8 10.6v.1",
    Cross = "cross": "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
    Key = "key": "M5.5 13a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM7.5 8.2 13.5 2.2M11 4.7l2.2 2.2",
    Up = "up": "M8 13V3M4 7l4-4 4 4",
    Down = "down": "M8 3v10M4 9l4 4 4-4",
    Clock = "clock": "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.2 1.4",
    Dots = "dots": "M3.5 8h.01M8 8h.01M12.5 8h.01",
    Grid = "grid": "M2.5 2.5h4.5v4.5H2.5ZM9 2.5h4.5v4.5H9ZM2.5 9h4.5v4.5H2.5ZM9 9h4.5v4.5H9Z",
    Chevron = "chevron": "M4 6l4 4 4-4",
    Left = "left": "M10 3 5 8l5 5",
    Right = "right": "M6 3l5 5-5 5",
    Plus = "plus": "M8 3v10M3 8h10",
    Minus = "minus": "M3 8h10",
    Pencil = "pencil": "M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2L3 13ZM9.4 4.4l2.2 2.2",
    Close = "close": "M4 4l8 8M12 4l-8 8",
    Copy = "copy": "M6 6h7.5v7.5H6ZM10 6V2.5H2.5V10H6",
    Eye = "eye": "M1.8 8S4 3.8 8 3.8 14.2 8 14.2 8 12 12.2 8 12.2 1.8 8 1.8 8ZM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6Z",
    Bell = "bell": "M3.2 11.5h9.6L11.6 9.6V7a3.6 3.6 0 0 0-7.2 0v2.6ZM8 3.4V2.2M6.6 13.6h2.8",
    Disk = "disk": "M2.5 4.5c0-1.1 2.5-2 5.5-2s5.5.9 5.5 2-2.5 2-5.5 2-5.5-.9-5.5-2ZM2.5 4.5v7c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2v-7M2.5 8c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2",
    Computer = "computer": "M2 3h12v8H2ZM5.5 13.5h5M8 11v2.5",
    Link = "link": "M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.8-.8",
    People = "people": "M6 7.5a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6ZM1.8 13a4.2 4.2 0 0 1 8.4 0M10.6 3.2a2.3 2.3 0 0 1 0 4.1M11.8 9.6a4.2 4.2 0 0 1 2.4 3.4",
    Wrench = "wrench": "M13.4 4.4a3.4 3.4 0 0 1-4.6 4L4.2 13 3 11.8l4.6-4.6a3.4 3.4 0 0 1 4-4.6L9.6 4.6l1.8 1.8 2-2Z",
    Sliders = "sliders": "M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 6.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3ZM6 12.5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z",
    Move = "move": "M8 2v12M2 8h12M6.2 3.8 8 2l1.8 1.8M6.2 12.2 8 14l1.8-1.8M3.8 6.2 2 8l1.8 1.8M12.2 6.2 14 8l-1.8 1.8",
    Table = "table": "M2.5 3h11v10h-11ZM2.5 6.3h11M2.5 9.7h11M6.5 3v10",
    Trash = "trash": "M3 4.5h10M6.3 4.5V2.8h3.4v1.7M4.3 4.5l.6 8.7h6.2l.6-8.7M6.8 7v3.8M9.2 7v3.8",
    Search = "search": "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3 14 14",
    Grip = "grip": "M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01",
    Keyboard = "keyboard": "M1.8 4h12.4v8H1.8ZM4.3 6.5h.01M6.8 6.5h.01M9.2 6.5h.01M11.7 6.5h.01M5.5 9.5h5",
    Person = "person": "M8 7.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM3.3 13.5a4.7 4.7 0 0 1 9.4 0",
    Filter = "filter": "M2.5 3.5h11L9.3 8.6v4.2L6.7 11.4V8.6Z",
    Undo = "undo": "M5.5 3 2.5 6l3 3M2.5 6h6.7a3.8 3.8 0 0 1 0 7.5H6.5",
    Gear = "gear": "M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4ZM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M12.4 3.6 11 5M5 11l-1.4 1.4",
    Question = "question": "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6.3 6.4a1.8 1.8 0 1 1 2.4 1.7c-.5.2-.7.5-.7 1M8 11.2v.1",
}

/// All icons, hidden, once on the page.
#[component]
pub fn Sprite() -> Html {
    html! {
        <svg class="sprite" aria-hidden="true">
            { for Glyph::ALL.iter().map(|glyph| html! {
                <symbol id={format!("i-{}", glyph.id())} viewBox="0 0 16 16">
                    <path d={glyph.path()} />
                </symbol>
            }) }
        </svg>
    }
}

#[derive(Properties, PartialEq)]
pub struct IconProps {
    pub glyph: Glyph,
}

/// One icon, as high as the text beside it. Words beside it say what it means.
#[component]
pub fn Icon(props: &IconProps) -> Html {
    let along = matches!(props.glyph, Glyph::Left | Glyph::Right).then_some("along");
    html! {
        <svg class={classes!("icon", along)} aria-hidden="true">
            <use href={format!("#i-{}", props.glyph.id())} />
        </svg>
    }
}
