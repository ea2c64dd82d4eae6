//! Markdown as elements: no HTML of the author's gets in, links lead only to the web and to mail.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use yew::{
    prelude::*,
    virtual_dom::{VList, VNode, VTag},
};

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
}

impl Builder {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.open.push((element(&tag), Vec::new())),
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
                self.push(html! { <input type="checkbox" checked={done} disabled=true /> });
            }
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.push(VNode::from(text.into_string()));
            }
        }
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
        Tag::List(Some(_)) => "ol",
        Tag::List(None) => "ul",
        Tag::Item => "li",
        Tag::Emphasis => "em",
        Tag::Strong => "strong",
        Tag::Strikethrough => "s",
        Tag::Table(_) => "table",
        Tag::TableHead | Tag::TableRow => "tr",
        Tag::TableCell => "td",
        Tag::Link { dest_url, .. } => return link(dest_url),
        Tag::Superscript => "sup",
        Tag::Subscript => "sub",
        Tag::HtmlBlock
        | Tag::FootnoteDefinition(_)
        | Tag::DefinitionList
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition
        | Tag::MetadataBlock(_) => "div",
        Tag::Image { .. } => "span",
    };
    VTag::new(name)
}

fn link(url: &str) -> VTag {
    if !is_safe(url) {
        return VTag::new("span");
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
        assert_eq!(html_of("- a\n- b"), "<ul><li>a</li><li>b</li></ul>");
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
            assert_eq!(shown, "<p><span>a</span></p>", "{wrong}");
        }
    }

    #[test]
    fn images_load_nothing() {
        assert_eq!(html_of("![chart](https://example.com/x.png)"), "<p>chart</p>");
    }
}
