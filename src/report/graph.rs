//! The network of issuers and banks as a graph file: GEXF 1.3 and GraphML, written as it goes.

use std::io::{self, Write};

use rayon::prelude::*;

use crate::book::DealBook;
use crate::graph::{Link, Node, Places};
use crate::model::RoleSet;

/// A format of graph files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// GEXF 1.3, as Gephi reads it.
    Gexf,
    /// GraphML.
    GraphMl,
}

/// Writes the nodes and links of a projection: names, kinds and countries; deals, dollars and roles;
/// and where the nodes stand, if they stand somewhere: a place for each node of the links.
pub fn write_graph(
    out: &mut dyn Write,
    format: GraphFormat,
    book: &DealBook,
    links: &[Link],
    positions: Option<&[[f32; 2]]>,
) -> io::Result<()> {
    let places = Places::of(links);
    let standing = Standing { nodes: places.nodes(), positions: positions.unwrap_or_default() };
    match format {
        GraphFormat::Gexf => gexf(out, book, &standing, links),
        GraphFormat::GraphMl => graphml(out, book, &standing, links),
    }
}

/// Nodes, and where they stand.
struct Standing<'a> {
    nodes: &'a [Node],
    positions: &'a [[f32; 2]],
}

impl Standing<'_> {
    /// The place of a node as graph programs have it, with y upwards.
    fn at(&self, node: usize) -> Option<[f32; 2]> {
        self.positions.get(node).map(|[x, y]| [*x, -y])
    }
}

/// What a file says of a node.
struct Told<'a> {
    name: &'a str,
    name_zh: &'a str,
    country: &'a str,
    sector: &'a str,
}

fn told(book: &DealBook, node: Node) -> Told<'_> {
    match node {
        Node::Issuer(issuer_id) => {
            let issuer = book.issuer(issuer_id);
            Told {
                name: &issuer.name,
                name_zh: issuer.name_zh.as_deref().unwrap_or_default(),
                country: issuer.country.as_deref().unwrap_or_default(),
                sector: issuer.sector.as_deref().unwrap_or_default(),
            }
        }
        Node::Group(group_id) => {
            let group = book.group(group_id);
            Told {
                name: &group.name,
                name_zh: group.name_hans.as_deref().unwrap_or_default(),
                country: group.country.as_deref().unwrap_or_default(),
                sector: "",
            }
        }
        Node::Deal(deal_id) | Node::Unnamed(deal_id) => {
            Told { name: &book.deal(deal_id).key, name_zh: "", country: "", sector: "" }
        }
    }
}

fn push_id(text: &mut String, node: Node) {
    let (kind, id) = match node {
        Node::Issuer(id) => ('i', id.index()),
        Node::Group(id) => ('b', id.index()),
        Node::Deal(id) => ('d', id.index()),
        Node::Unnamed(id) => ('u', id.index()),
    };
    text.push(kind);
    push_number(text, id as u64);
}

/// A number in digits: graph files are mostly numbers, and `write!` takes several times as long.
fn push_number(text: &mut String, number: u64) {
    let (mut digits, mut count, mut rest) = ([0_u8; 20], 0, number);
    loop {
        digits[count] = (rest % 10) as u8;
        (count, rest) = (count + 1, rest / 10);
        if rest == 0 {
            break;
        }
    }
    text.extend(digits[..count].iter().rev().map(|digit| char::from(b'0' + digit)));
}

/// Dollars, with cents where there are some.
fn push_usd(text: &mut String, link: &Link) {
    if link.usd_cents < 0 {
        text.push('-');
    }
    let (whole, cents) = (link.usd_cents.unsigned_abs() / 100, link.usd_cents.unsigned_abs() % 100);
    push_number(text, whole);
    if cents > 0 {
        text.push_str(if cents < 10 { ".0" } else { "." });
        push_number(text, if cents.is_multiple_of(10) { cents / 10 } else { cents });
    }
}

fn push_roles(text: &mut String, roles: RoleSet) {
    for (at, role) in roles.iter().enumerate() {
        text.push_str(if at == 0 { "" } else { " " });
        text.push_str(role.code());
    }
}

/// A text as XML holds it: signs escaped, and characters left out that XML cannot hold.
fn push_escaped(text: &mut String, value: &str) {
    for char in value.chars() {
        match char {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '"' => text.push_str("&quot;"),
            '\n' => text.push_str("&#10;"),
            '\t' => text.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => {}
            char if char.is_control() => {}
            char => text.push(char),
        }
    }
}

/// How many rows a thread writes at a time, and how many such stretches are held at once.
const STRETCH: usize = 2_048;
const HELD: usize = 32;

/// Writes rows on every core, in their order.
fn write_rows<T: Sync>(
    out: &mut dyn Write,
    rows: &[T],
    row: impl Fn(usize, &T, &mut String) + Send + Sync,
) -> io::Result<()> {
    for (number, rows) in rows.chunks(STRETCH * HELD).enumerate() {
        let first = number * STRETCH * HELD;
        let stretch = |(number, rows): (usize, &[T])| {
            let mut text = String::with_capacity(rows.len() * 256);
            for (at, own) in rows.iter().enumerate() {
                row(first + number * STRETCH + at, own, &mut text);
            }
            text
        };
        let texts: Vec<String> = rows.par_chunks(STRETCH).enumerate().map(stretch).collect();
        texts.iter().try_for_each(|text| out.write_all(text.as_bytes()))?;
    }
    Ok(())
}

fn gexf(
    out: &mut dyn Write,
    book: &DealBook,
    standing: &Standing<'_>,
    links: &[Link],
) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">\n\
        <graph defaultedgetype=\"undirected\">\n\
        <attributes class=\"node\">\n\
        <attribute id=\"0\" title=\"kind\" type=\"string\"/>\n\
        <attribute id=\"1\" title=\"name_zh\" type=\"string\"/>\n\
        <attribute id=\"2\" title=\"country\" type=\"string\"/>\n\
        <attribute id=\"3\" title=\"sector\" type=\"string\"/>\n\
        </attributes>\n\
        <attributes class=\"edge\">\n\
        <attribute id=\"0\" title=\"usd\" type=\"double\"/>\n\
        <attribute id=\"1\" title=\"roles\" type=\"string\"/>\n\
        <attribute id=\"2\" title=\"tier\" type=\"string\"/>\n\
        </attributes>\n<nodes>\n",
    )?;
    write_rows(out, standing.nodes, |at, node, text| {
        let place = standing.at(at);
        let Told { name, name_zh, country, sector } = told(book, *node);
        text.push_str("<node id=\"");
        push_id(text, *node);
        text.push_str("\" label=\"");
        push_escaped(text, name);
        text.push_str("\"><attvalues>");
        for (at, value) in [node.kind(), name_zh, country, sector].into_iter().enumerate() {
            if !value.is_empty() {
                text.push_str("<attvalue for=\"");
                push_number(text, at as u64);
                text.push_str("\" value=\"");
                push_escaped(text, value);
                text.push_str("\"/>");
            }
        }
        text.push_str("</attvalues>");
        if let Some([x, y]) = place {
            text.push_str(&format!("<viz:position x=\"{x}\" y=\"{y}\" z=\"0\"/>"));
        }
        text.push_str("</node>\n");
    })?;
    out.write_all(b"</nodes>\n<edges>\n")?;
    write_rows(out, links, |at, link, text| {
        text.push_str("<edge id=\"");
        push_number(text, at as u64);
        text.push_str("\" source=\"");
        push_id(text, link.a);
        text.push_str("\" target=\"");
        push_id(text, link.b);
        text.push_str("\" weight=\"");
        push_number(text, link.deals.into());
        text.push_str("\"><attvalues><attvalue for=\"0\" value=\"");
        push_usd(text, link);
        text.push_str("\"/><attvalue for=\"1\" value=\"");
        push_roles(text, link.roles);
        text.push_str("\"/><attvalue for=\"2\" value=\"");
        text.push_str(link.tier().code());
        text.push_str("\"/></attvalues></edge>\n");
    })?;
    out.write_all(b"</edges>\n</graph>\n</gexf>\n")
}

fn graphml(
    out: &mut dyn Write,
    book: &DealBook,
    standing: &Standing<'_>,
    links: &[Link],
) -> io::Result<()> {
    const NODE_KEYS: [&str; 5] = ["kind", "label", "name_zh", "country", "sector"];
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    )?;
    for key in NODE_KEYS {
        writeln!(out, "<key id=\"{key}\" for=\"node\" attr.name=\"{key}\" attr.type=\"string\"/>")?;
    }
    for axis in ["x", "y"].iter().filter(|_| !standing.positions.is_empty()) {
        writeln!(
            out,
            "<key id=\"{axis}\" for=\"node\" attr.name=\"{axis}\" attr.type=\"float\"/>"
        )?;
    }
    for (key, kind) in
        [("weight", "long"), ("usd", "double"), ("roles", "string"), ("tier", "string")]
    {
        writeln!(out, "<key id=\"{key}\" for=\"edge\" attr.name=\"{key}\" attr.type=\"{kind}\"/>")?;
    }
    out.write_all(b"<graph id=\"market\" edgedefault=\"undirected\">\n")?;
    write_rows(out, standing.nodes, |at, node, text| {
        let Told { name, name_zh, country, sector } = told(book, *node);
        text.push_str("<node id=\"");
        push_id(text, *node);
        text.push_str("\">");
        for (key, value) in NODE_KEYS.iter().zip([node.kind(), name, name_zh, country, sector]) {
            if !value.is_empty() {
                text.push_str("<data key=\"");
                text.push_str(key);
                text.push_str("\">");
                push_escaped(text, value);
                text.push_str("</data>");
            }
        }
        if let Some([x, y]) = standing.at(at) {
            text.push_str(&format!("<data key=\"x\">{x}</data><data key=\"y\">{y}</data>"));
        }
        text.push_str("</node>\n");
    })?;
    write_rows(out, links, |_, link, text| {
        text.push_str("<edge source=\"");
        push_id(text, link.a);
        text.push_str("\" target=\"");
        push_id(text, link.b);
        text.push_str("\"><data key=\"weight\">");
        push_number(text, link.deals.into());
        text.push_str("</data><data key=\"usd\">");
        push_usd(text, link);
        text.push_str("</data><data key=\"roles\">");
        push_roles(text, link.roles);
        text.push_str("</data><data key=\"tier\">");
        text.push_str(link.tier().code());
        text.push_str("</data></edge>\n");
    })?;
    out.write_all(b"</graph>\n</graphml>\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::BookSource;
    use crate::graph::{Network, Projection, project};
    use crate::index::{Index, Parents};

    fn check(format: GraphFormat, node_tag: &str) {
        let record = r#"{"id":"a","issuer":{"name":"A <&> \"B\"","name_zh":"快手"},"date":"2024-01-05",
            "amount":100,"currency":"USD","syndicate":[{"bank":"UBS","roles":["joint_bookrunner"]},
            {"bank":"Q & R 'x'","roles":["co_manager"]}]}"#;
        let book = DealBook::build(BookSource::read(record.as_bytes(), "t").into());
        let index = Index::build(&book, Parents::Today);
        let network = Network::build(&book, &index);
        let links = project(&network, &index, Projection::IssuerBank, None);
        let mut bytes = Vec::new();
        write_graph(&mut bytes, format, &book, &links, None).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let tree = resvg::usvg::roxmltree::Document::parse(&text).unwrap();
        let count = |tag: &str| tree.descendants().filter(|node| node.has_tag_name(tag)).count();
        assert_eq!((count(node_tag), count("edge")), (3, 2));
        let holds = |wanted: &str| {
            tree.descendants().any(|node| {
                node.text() == Some(wanted) || node.attributes().any(|own| own.value() == wanted)
            })
        };
        for wanted in ["A <&> \"B\"", "快手", "UBS", "Q & R 'x'", "joint_bookrunner", "100"] {
            assert!(holds(wanted), "{wanted}: {text}");
        }
    }

    #[test]
    fn graph_files_parse_back() {
        check(GraphFormat::Gexf, "node");
        check(GraphFormat::GraphMl, "node");
        let mut text = String::new();
        push_escaped(&mut text, "a\u{0}\u{1}b\n");
        assert_eq!(text, "ab&#10;");
    }

    #[test]
    fn numbers_are_written_as_numbers_are() {
        for number in [0, 7, 10, 90_210, u64::MAX] {
            let mut text = String::new();
            push_number(&mut text, number);
            assert_eq!(text, number.to_string());
        }
    }
}
