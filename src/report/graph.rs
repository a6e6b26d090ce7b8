//! The network of issuers and banks as a graph file: GEXF 1.3 and GraphML, written as it goes.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::book::DealBook;
use crate::graph::{Link, Node};
use crate::model::RoleSet;

/// A format of graph files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GraphFormat {
    /// GEXF 1.3, as Gephi reads it.
    Gexf,
    /// GraphML.
    GraphMl,
}

/// Writes the nodes and links of a projection: names, kinds and countries; deals, dollars and roles.
pub fn write_graph(
    out: &mut dyn Write,
    format: GraphFormat,
    book: &DealBook,
    links: &[Link],
) -> io::Result<()> {
    let nodes: BTreeSet<Node> = links.iter().flat_map(|link| [link.a, link.b]).collect();
    match format {
        GraphFormat::Gexf => gexf(out, book, &nodes, links),
        GraphFormat::GraphMl => graphml(out, book, &nodes, links),
    }
}

/// What a file says of a node.
struct Told<'a> {
    id: String,
    kind: &'static str,
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
                id: id_of(node),
                kind: "issuer",
                name: &issuer.name,
                name_zh: issuer.name_zh.as_deref().unwrap_or_default(),
                country: issuer.country.as_deref().unwrap_or_default(),
                sector: issuer.sector.as_deref().unwrap_or_default(),
            }
        }
        Node::Group(group_id) => {
            let group = book.group(group_id);
            Told {
                id: id_of(node),
                kind: "bank",
                name: &group.name,
                name_zh: group.name_hans.as_deref().unwrap_or_default(),
                country: group.country.as_deref().unwrap_or_default(),
                sector: "",
            }
        }
        Node::Deal(deal_id) | Node::Unnamed(deal_id) => Told {
            id: id_of(node),
            kind: if matches!(node, Node::Deal(_)) { "deal" } else { "unnamed" },
            name: &book.deal(deal_id).key,
            name_zh: "",
            country: "",
            sector: "",
        },
    }
}

fn id_of(node: Node) -> String {
    match node {
        Node::Issuer(id) => format!("i{}", id.index()),
        Node::Group(id) => format!("b{}", id.index()),
        Node::Deal(id) => format!("d{}", id.index()),
        Node::Unnamed(id) => format!("u{}", id.index()),
    }
}

fn roles(roles: RoleSet) -> String {
    roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(" ")
}

fn usd(link: &Link) -> f64 {
    link.usd_cents as f64 / 100.0
}

/// A text as XML holds it: signs escaped, and characters left out that XML cannot hold.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => {}
            char if char.is_control() => {}
            char => escaped.push(char),
        }
    }
    escaped
}

fn gexf(
    out: &mut dyn Write,
    book: &DealBook,
    nodes: &BTreeSet<Node>,
    links: &[Link],
) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <gexf xmlns=\"http://gexf.net/1.3\" version=\"1.3\">\n\
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
    for node in nodes {
        let Told { id, kind, name, name_zh, country, sector } = told(book, *node);
        write!(out, "<node id=\"{id}\" label=\"{}\"><attvalues>", escaped(name))?;
        for (at, value) in [kind, name_zh, country, sector].into_iter().enumerate() {
            if !value.is_empty() {
                write!(out, "<attvalue for=\"{at}\" value=\"{}\"/>", escaped(value))?;
            }
        }
        out.write_all(b"</attvalues></node>\n")?;
    }
    out.write_all(b"</nodes>\n<edges>\n")?;
    for (at, link) in links.iter().enumerate() {
        let (a, b) = (id_of(link.a), id_of(link.b));
        write!(out, "<edge id=\"{at}\" source=\"{a}\" target=\"{b}\" weight=\"{}\">", link.deals)?;
        let (usd, tier) = (usd(link), link.tier().code());
        write!(out, "<attvalues><attvalue for=\"0\" value=\"{usd}\"/>")?;
        write!(out, "<attvalue for=\"1\" value=\"{}\"/>", roles(link.roles))?;
        writeln!(out, "<attvalue for=\"2\" value=\"{tier}\"/></attvalues></edge>")?;
    }
    out.write_all(b"</edges>\n</graph>\n</gexf>\n")
}

fn graphml(
    out: &mut dyn Write,
    book: &DealBook,
    nodes: &BTreeSet<Node>,
    links: &[Link],
) -> io::Result<()> {
    out.write_all(
        b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n",
    )?;
    for key in ["kind", "label", "name_zh", "country", "sector"] {
        writeln!(out, "<key id=\"{key}\" for=\"node\" attr.name=\"{key}\" attr.type=\"string\"/>")?;
    }
    for (key, kind) in
        [("weight", "long"), ("usd", "double"), ("roles", "string"), ("tier", "string")]
    {
        writeln!(out, "<key id=\"{key}\" for=\"edge\" attr.name=\"{key}\" attr.type=\"{kind}\"/>")?;
    }
    out.write_all(b"<graph id=\"market\" edgedefault=\"undirected\">\n")?;
    for node in nodes {
        let Told { id, kind, name, name_zh, country, sector } = told(book, *node);
        write!(out, "<node id=\"{id}\">")?;
        let data = [kind, name, name_zh, country, sector];
        for (key, value) in ["kind", "label", "name_zh", "country", "sector"].iter().zip(data) {
            if !value.is_empty() {
                write!(out, "<data key=\"{key}\">{}</data>", escaped(value))?;
            }
        }
        out.write_all(b"</node>\n")?;
    }
    for link in links {
        let (a, b, tier) = (id_of(link.a), id_of(link.b), link.tier().code());
        write!(out, "<edge source=\"{a}\" target=\"{b}\">")?;
        write!(out, "<data key=\"weight\">{}</data>", link.deals)?;
        write!(out, "<data key=\"usd\">{}</data>", usd(link))?;
        write!(out, "<data key=\"roles\">{}</data>", roles(link.roles))?;
        writeln!(out, "<data key=\"tier\">{tier}</data></edge>")?;
    }
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
        write_graph(&mut bytes, format, &book, &links).unwrap();
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
        assert_eq!(escaped("a\u{0}\u{1}b\n"), "ab&#10;");
    }
}
