//! Markdown as elements: CommonMark with tables, task lists and strikethrough. No HTML of the
//! author's gets in, links lead only to the web and to mail, and nothing is loaded from elsewhere.

use crate::format;
use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use tideboard_words::t;
use yew::{
    prelude::*,
    virtual_dom::{VList, VNode, VTag},
};

/// Letters of an address that a hint shows.
const HINT: usize = 120;

/// Renders a text.
pub fn render(text: &str) -> Html {
    let options =
        Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_TABLES;
    let mut builder = Builder::default();
    for event in Parser::new_ext(text, options) {
        builder.event(event);
    }
    builder.finish()
}

/// Whether a link may be followed: everything else is shown as text.
fn is_safe(url: &str) -> bool {
    let scheme = url.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    matches!(scheme.as_deref(), Some("http" | "https" | "mailto"))
}

/// Open elements, innermost last, each with its children so far.
#[derive(Default)]
struct Builder {
    done: Vec<VNode>,
    open: Vec<(VTag, Vec<VNode>)>,
    table: Columns,
}

/// The columns of the table that is being read.
#[derive(Default)]
struct Columns {
    alignments: Vec<Alignment>,
    /// Which one comes next.
    next: usize,
    is_head: bool,
}

impl Columns {
    /// The cell of the next column.
    fn cell(&mut self) -> VTag {
        let alignment = self.alignments.get(self.next).copied().unwrap_or(Alignment::None);
        self.next += 1;
        let mut tag = VTag::new(if self.is_head { "th" } else { "td" });
        match alignment {
            Alignment::Right => tag.add_attribute("class", "cell-end"),
            Alignment::Center => tag.add_attribute("class", "cell-middle"),
            Alignment::None | Alignment::Left => {}
        }
        tag
    }
}

/// Lists and quotes within each other; what lies deeper is shown at this depth. A browser would
/// run out of stack somewhere beyond.
const DEEPEST: usize = 40;

impl Builder {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(end) => self.close(end),
            // HTML is shown as the text that it is.
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.push(VNode::from(text.into_string()));
            }
            Event::Code(code) => self.push(html! { <code>{ code.into_string() }</code> }),
            Event::SoftBreak => self.push(VNode::from(" ")),
            Event::HardBreak => self.push(html! { <br /> }),
            Event::Rule => self.push(html! { <hr /> }),
            Event::TaskListMarker(done) => {
                self.push(html! {
                    <input type="checkbox" aria-label={t!("markdown-task")} checked={done} disabled=true />
                });
            }
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.push(VNode::from(text.into_string()));
            }
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let element = match tag {
            Tag::Table(alignments) => {
                self.table = Columns { alignments: alignments.clone(), next: 0, is_head: false };
                VTag::new("table")
            }
            Tag::TableHead | Tag::TableRow => {
                self.table.next = 0;
                self.table.is_head = matches!(tag, Tag::TableHead);
                VTag::new("tr")
            }
            Tag::TableCell => self.table.cell(),
            other => element(other),
        };
        self.open.push((element, Vec::new()));
    }

    fn push(&mut self, node: VNode) {
        match self.open.last_mut() {
            Some((_, children)) => children.push(node),
            None => self.done.push(node),
        }
    }

    fn close(&mut self, end: TagEnd) {
        let Some((mut tag, children)) = self.open.pop() else { return };
        if end == TagEnd::Image {
            // Its text stands for it: a board loads nothing from elsewhere.
            return self.push(VList::with_children(children, None).into());
        }
        if self.open.len() >= DEEPEST {
            return self.push(VList::with_children(children, None).into());
        }
        tag.add_children(children);
        self.push(tag.into());
    }

    fn finish(mut self) -> Html {
        while !self.open.is_empty() {
            self.close(TagEnd::Paragraph);
        }
        VList::with_children(self.done, None).into()
    }
}

fn element(tag: &Tag<'_>) -> VTag {
    let name = match tag {
        Tag::Paragraph => "p",
        // The board's own titles come first in the outline.
        Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. } => "h3",
        Tag::Heading { .. } => "h4",
        Tag::BlockQuote(_) => "blockquote",
        Tag::CodeBlock(_) => "pre",
        Tag::List(Some(first)) => return ordered_list(*first),
        Tag::List(None) => "ul",
        Tag::Item => return item(),
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Strikethrough => "s",
        Tag::Link { dest_url, .. } => return link(dest_url),
        Tag::Superscript => "sup",
        Tag::Subscript => "sub",
        Tag::HtmlBlock
        | Tag::FootnoteDefinition(_)
        | Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::Table(_)
        | Tag::TableHead
        | Tag::TableRow
        | Tag::TableCell
        | Tag::MetadataBlock(_) => "div",
        Tag::Image { .. } => "span",
    };
    VTag::new(name)
}

/// An item of a list. Its mark stands where its script begins.
fn item() -> VTag {
    let mut tag = VTag::new("li");
    tag.add_attribute("dir", "auto");
    tag
}

fn ordered_list(first: u64) -> VTag {
    let mut tag = VTag::new("ol");
    if first != 1 {
        tag.add_attribute("start", first.to_string());
    }
    tag
}

/// A link that may be followed, or its words with the address as a hint.
fn link(url: &str) -> VTag {
    if !is_safe(url) {
        let mut tag = VTag::new("span");
        tag.add_attribute("class", "dead-link");
        tag.add_attribute("title", t!("markdown-not-followed", url = format::short(url, HINT)));
        return tag;
    }
    let mut tag = VTag::new("a");
    tag.add_attribute("href", url.to_owned());
    tag.add_attribute("target", "_blank");
    tag.add_attribute("rel", "noopener noreferrer");
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Elements as text, enough to compare.
    fn write(node: &VNode, out: &mut String) {
        match node {
            VNode::VText(text) => out.push_str(&text.text),
            VNode::VList(list) => list.iter().for_each(|child| write(child, out)),
            VNode::VTag(tag) => {
                out.push_str(&format!("<{}", tag.tag()));
                for (name, value) in tag.attributes.iter() {
                    out.push_str(&format!(" {name}={value}"));
                }
                out.push('>');
                if let Some(children) = tag.children() {
                    write(children, out);
                }
                out.push_str(&format!("</{}>", tag.tag()));
            }
            other => panic!("unexpected {other:?}"),
        }
    }

    fn html_of(text: &str) -> String {
        let mut out = String::new();
        write(&render(text), &mut out);
        out
    }

    #[test]
    fn common_forms_become_elements() {
        assert_eq!(
            html_of("# Shift\n\n**two** *pallets*"),
            "<h3>Shift</h3><p><strong>two</strong> <em>pallets</em></p>"
        );
        assert_eq!(html_of("- a\n- b"), "<ul><li dir=auto>a</li><li dir=auto>b</li></ul>");
        assert_eq!(html_of("`x < y`"), "<p><code>x < y</code></p>");
    }

    #[test]
    fn html_stays_text() {
        let shown = html_of("<script>alert(1)</script>\n\nand <img src=x onerror=y>");
        assert!(!shown.contains("<script></script>"), "{shown}");
        assert!(shown.contains("<div><script>alert(1)</script>"), "as text: {shown}");
        let VNode::VList(blocks) = render("<b>bold</b>") else { panic!("a list of blocks") };
        let VNode::VTag(paragraph) = &blocks[0] else { panic!("a paragraph") };
        assert_eq!(paragraph.tag(), "p");
        let mut tags = Vec::new();
        collect(&render("<script>x</script>\n\n<b>y</b>"), &mut tags);
        assert_eq!(tags, ["div", "p"], "no element comes from the author's HTML");
    }

    fn collect(node: &VNode, tags: &mut Vec<String>) {
        match node {
            VNode::VList(list) => list.iter().for_each(|child| collect(child, tags)),
            VNode::VTag(tag) => {
                tags.push(tag.tag().to_owned());
                if let Some(children) = tag.children() {
                    collect(children, tags);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn only_links_to_web_and_mail_are_links() {
        let web = html_of("[a](https://example.com)");
        assert!(web.contains("href=https://example.com"), "{web}");
        assert!(web.contains("rel=noopener noreferrer"), "{web}");
        for wrong in
            ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "file:///etc", "/x"]
        {
            let shown = html_of(&format!("[a]({wrong})"));
            assert!(!shown.contains("href"), "{shown}");
            assert!(shown.starts_with("<p><span class=dead-link"), "{shown}");
            assert!(shown.ends_with(">a</span></p>"), "{shown}");
        }
    }

    #[test]
    fn tables_align_their_columns() {
        let shown = html_of("| Lane | Pallets |\n|---|--:|\n| A1 | 14 |");
        let head = "<tr><th>Lane</th><th class=cell-end>Pallets</th></tr>";
        let row = "<tr><td>A1</td><td class=cell-end>14</td></tr>";
        assert_eq!(shown, format!("<table>{head}{row}</table>"));
    }

    #[test]
    fn tasks_lists_and_code_are_shown() {
        let shown = html_of("- [x] done\n- [ ] ~~open~~");
        assert_eq!(shown.matches("<input").count(), 2, "{shown}");
        assert_eq!(shown.matches("aria-label=Task").count(), 2, "a box needs a name: {shown}");
        assert!(shown.contains("<s>open</s>"), "{shown}");
        assert_eq!(
            html_of("3. c\n4. d"),
            "<ol start=3><li dir=auto>c</li><li dir=auto>d</li></ol>"
        );
        assert_eq!(html_of("```rs\nlet a = 1;\n```"), "<pre>let a = 1;\n</pre>");
    }

    #[test]
    fn quotes_within_quotes_have_an_end() {
        let mut tags = Vec::new();
        collect(&render(&format!("{} deep", ">".repeat(5_000))), &mut tags);
        assert!(tags.len() <= DEEPEST, "{}", tags.len());
        assert!(html_of(&format!("{} deep", ">".repeat(500))).contains("deep"));
    }

    #[test]
    fn images_load_nothing() {
        assert_eq!(html_of("![chart](https://example.com/x.png)"), "<p>chart</p>");
    }
}
