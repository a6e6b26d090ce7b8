//! Graph files of this and other programs: the nodes of a GEXF or GraphML file with their places, and
//! its edges.

use std::borrow::Cow;
use std::collections::HashMap;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use crate::text::unicode;
use crate::words::{Lang, tr, tr_with};

/// What a graph file holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GraphFile {
    /// The nodes, in the order of the file.
    pub nodes: Vec<FileNode>,
    /// The edges whose ends are nodes of the file.
    pub edges: Vec<FileEdge>,
    /// How many edges name a node that the file does not have.
    pub dangling: usize,
    /// Where the file ends too early, or is broken: what stands before was read.
    pub broken: Option<GraphFileError>,
}

/// A node of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileNode {
    /// Its name in the file.
    pub id: String,
    /// Its name for people; the `id` where it has none.
    pub label: String,
    /// What it is, such as `issuer` or `bank`; empty where the file does not say.
    pub kind: String,
    /// Its place, with y upwards as in Gephi.
    pub at: Option<[f32; 2]>,
}

/// An edge of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FileEdge {
    /// Position of one end in the nodes.
    pub a: u32,
    /// Position of the other end.
    pub b: u32,
    /// Its weight, 1 where the file gives none.
    pub weight: f64,
}

/// Why a graph file gives nothing, or not all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GraphFileError {
    /// The file begins with another element, or with none.
    Other(String),
    /// The file is no XML from this line on; what a parser says of it.
    Broken(usize, String),
    /// The file ends before its graph does.
    Cut,
    /// The file has no nodes.
    Empty,
}

impl std::error::Error for GraphFileError {}

impl std::fmt::Display for GraphFileError {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.sentence(Lang::En))
    }
}

impl GraphFileError {
    /// What is wrong and what to do about it, in words.
    pub fn sentence(&self, lang: Lang) -> Cow<'static, str> {
        match self {
            Self::Other(name) => tr_with(lang, "import.graph.other", &[name]).into(),
            Self::Broken(line, why) => {
                tr_with(lang, "import.graph.broken", &[&line.to_string(), why]).into()
            }
            Self::Cut => tr(lang, "import.graph.cut"),
            Self::Empty => tr(lang, "import.graph.empty"),
        }
    }
}

/// Reads a GEXF or GraphML file. Places are those of Gephi's `viz:position`, of yEd's `Geometry` or of
/// attributes `x` and `y`.
///
/// # Errors
/// When the file is of another kind, or holds no node before it breaks off.
pub fn read_graph(bytes: &[u8]) -> Result<GraphFile, GraphFileError> {
    let text = unicode(bytes).text;
    let mut xml = Reader::from_str(&text);
    let mut reading = Reading::default();
    let broken = loop {
        let event = match xml.read_event() {
            Ok(event) => event,
            Err(error) => {
                let at = usize::try_from(xml.error_position()).unwrap_or(usize::MAX);
                let before = &text.as_bytes()[..at.min(text.len())];
                let line = memchr::memchr_iter(b'\n', before).count() + 1;
                break Some(GraphFileError::Broken(line, error.to_string()));
            }
        };
        match event {
            Event::Start(tag) => reading.begin(&tag)?,
            Event::Empty(tag) => {
                reading.begin(&tag)?;
                reading.end(tag.local_name().as_ref());
            }
            Event::End(tag) => reading.end(tag.local_name().as_ref()),
            Event::Text(text) if reading.listens() => {
                reading.text(&String::from_utf8_lossy(&text));
            }
            Event::CData(text) if reading.listens() => {
                reading.text(&String::from_utf8_lossy(&text));
            }
            Event::GeneralRef(reference) if reading.listens() => {
                reading.text(&replaced(&reference));
            }
            Event::Eof if reading.depth > 0 => break Some(GraphFileError::Cut),
            Event::Eof => break None,
            _ => {}
        }
    };
    reading.finish(broken)
}

/// The characters that a reference means; the reference itself where it means none.
fn replaced(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(char)) = reference.resolve_char_ref() {
        return char.into();
    }
    let name = String::from_utf8_lossy(reference);
    resolve_predefined_entity(&name).map_or_else(|| format!("&{name};"), str::to_owned)
}

/// What a value of a node or an edge is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Field {
    Label,
    Kind,
    X,
    Y,
    Weight,
    #[default]
    Other,
}

impl Field {
    fn of(title: &str) -> Self {
        match title.to_ascii_lowercase().as_str() {
            "label" | "name" => Self::Label,
            "kind" | "type" => Self::Kind,
            "x" => Self::X,
            "y" => Self::Y,
            "weight" => Self::Weight,
            _ => Self::Other,
        }
    }
}

/// A file on the way.
#[derive(Debug, Default)]
struct Reading {
    /// Whether the first element was met, and the text before it.
    has_begun: bool,
    stray: String,
    depth: usize,
    file: GraphFile,
    /// Positions of nodes by their ids.
    ids: HashMap<String, u32>,
    /// What values are by the keys of a GraphML file, or by the numbers of a GEXF file.
    fields: Vec<(String, Field)>,
    /// Nodes that are open, the innermost last.
    open: Vec<usize>,
    /// The ends of an open edge and its weight.
    edge: Option<(End, End, f64)>,
    /// Edges that came before their nodes.
    early: Vec<(End, End, f64)>,
    /// What the text of the open element is; nothing where nobody asks.
    wanted: Option<Field>,
    gathered: String,
    /// Whether attributes that are declared are those of nodes.
    declares_nodes: bool,
}

/// An end of an edge: a node, or the id of one that was not met yet.
#[derive(Debug)]
enum End {
    Node(u32),
    Id(String),
}

/// The value of an attribute; as it stands where it is badly escaped.
fn value<'a>(attribute: &Attribute<'a>) -> Cow<'a, str> {
    // Hardly a value has anything to be replaced.
    let is_plain = attribute.value.iter().all(|byte| *byte != b'&' && *byte >= b' ');
    if let (true, Cow::Borrowed(bytes)) = (is_plain, &attribute.value)
        && let Ok(text) = std::str::from_utf8(bytes)
    {
        return Cow::Borrowed(text);
    }
    attribute
        .normalized_value(XmlVersion::Implicit1_0)
        .unwrap_or_else(|_| Cow::Owned(String::from_utf8_lossy(&attribute.value).into_owned()))
}

/// The values of some attributes of an element, in the order in which they are asked for.
fn attributes<'a, const N: usize>(
    tag: &'a BytesStart<'_>,
    names: [&str; N],
) -> [Option<Cow<'a, str>>; N] {
    let mut found = [const { None }; N];
    for attribute in tag.attributes().with_checks(false).flatten() {
        let name = attribute.key.local_name();
        if let Some(at) = names.iter().position(|known| known.as_bytes() == name.as_ref()) {
            found[at] = Some(value(&attribute));
        }
    }
    found
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

impl Reading {
    fn begin(&mut self, tag: &BytesStart<'_>) -> Result<(), GraphFileError> {
        let name = tag.local_name();
        let name = name.as_ref();
        if self.depth == 0 && !matches!(name, b"gexf" | b"graphml") {
            let name = String::from_utf8_lossy(name);
            return Err(GraphFileError::Other(format!("<{}>", clipped(&name))));
        }
        self.depth += 1;
        self.has_begun = true;
        match name {
            b"attributes" => {
                let [class] = attributes(tag, ["class"]);
                self.declares_nodes = class.as_deref() == Some("node");
            }
            b"attribute" if self.declares_nodes => {
                let [id, title] = attributes(tag, ["id", "title"]);
                self.declare(id, title);
            }
            b"key" => {
                let [id, title, declared] = attributes(tag, ["id", "attr.name", "for"]);
                let is_known = !matches!(declared.as_deref(), Some("graph" | "port"));
                self.declare(id, title.filter(|_| is_known));
            }
            b"node" => self.node(tag),
            b"edge" => self.edge(tag),
            b"position" | b"Geometry" => {
                let [x, y] = attributes(tag, ["x", "y"]);
                self.put(Field::X, x.as_deref().unwrap_or_default());
                self.put(Field::Y, y.as_deref().unwrap_or_default());
            }
            b"attvalue" if self.edge.is_none() => {
                let [id, old, value] = attributes(tag, ["for", "id", "value"]);
                let field = id.or(old).map(|id| self.field(&id));
                self.put(field.unwrap_or_default(), value.as_deref().unwrap_or_default());
            }
            b"data" => {
                let [key] = attributes(tag, ["key"]);
                let field = key.map(|key| self.field(&key));
                self.want(field.unwrap_or_default());
            }
            b"NodeLabel" => self.want(Field::Label),
            _ => {}
        }
        Ok(())
    }

    fn declare(&mut self, id: Option<Cow<'_, str>>, title: Option<Cow<'_, str>>) {
        if let Some((id, title)) = id.zip(title) {
            self.fields.push((id.into_owned(), Field::of(&title)));
        }
    }

    /// What values under a key are, of which a file has few.
    fn field(&self, key: &str) -> Field {
        let known = self.fields.iter().find(|(known, _)| known == key);
        known.map_or(Field::Other, |(_, field)| *field)
    }

    fn want(&mut self, field: Field) {
        self.gathered.clear();
        self.wanted = Some(field).filter(|field| *field != Field::Other);
    }

    fn node(&mut self, tag: &BytesStart<'_>) {
        let [id, label] = attributes(tag, ["id", "label"]);
        let id = id.unwrap_or_default().into_owned();
        let at = self.file.nodes.len();
        self.ids.entry(id.clone()).or_insert_with(|| u32::try_from(at).unwrap_or(u32::MAX));
        let label = label.unwrap_or_default().into_owned();
        self.file.nodes.push(FileNode { id, label, ..FileNode::default() });
        self.open.push(at);
    }

    fn edge(&mut self, tag: &BytesStart<'_>) {
        let [a, b, weight] = attributes(tag, ["source", "target", "weight"]);
        let end = |id: Option<Cow<'_, str>>| {
            let id = id.unwrap_or_default();
            match self.ids.get(id.as_ref()) {
                Some(node) => End::Node(*node),
                None => End::Id(id.into_owned()),
            }
        };
        let weight = weight.as_deref().and_then(number).unwrap_or(1.0);
        self.edge = Some((end(a), end(b), weight));
    }

    /// Takes a value of the open edge, or else of the open node.
    fn put(&mut self, field: Field, text: &str) {
        if let Some((.., weight)) = &mut self.edge {
            if let (Field::Weight, Some(given)) = (field, number(text)) {
                *weight = given;
            }
            return;
        }
        let Some(node) = self.open.last().and_then(|at| self.file.nodes.get_mut(*at)) else {
            return;
        };
        match field {
            Field::Label if node.label.is_empty() => text.trim().clone_into(&mut node.label),
            Field::Kind if node.kind.is_empty() => text.trim().clone_into(&mut node.kind),
            Field::X | Field::Y => {
                let place = node.at.get_or_insert([f32::NAN; 2]);
                place[usize::from(field == Field::Y)] =
                    number(text).map_or(f32::NAN, |number| number as f32);
            }
            Field::Label | Field::Kind | Field::Weight | Field::Other => {}
        }
    }

    /// Whether text is asked for where the file is.
    const fn listens(&self) -> bool {
        self.wanted.is_some() || !self.has_begun
    }

    fn text(&mut self, text: &str) {
        if self.wanted.is_some() {
            self.gathered.push_str(text);
        } else {
            self.stray.push_str(text);
        }
    }

    fn end(&mut self, name: &[u8]) {
        self.depth = self.depth.saturating_sub(1);
        match name {
            b"data" | b"NodeLabel" => {
                if let Some(field) = self.wanted.take() {
                    let gathered = std::mem::take(&mut self.gathered);
                    self.put(field, &gathered);
                    self.gathered = gathered;
                }
            }
            b"node" => {
                self.open.pop();
            }
            b"edge" => match self.edge.take() {
                Some((End::Node(a), End::Node(b), weight)) => {
                    self.file.edges.push(FileEdge { a, b, weight });
                }
                Some(early) => self.early.push(early),
                None => {}
            },
            _ => {}
        }
    }

    fn finish(mut self, broken: Option<GraphFileError>) -> Result<GraphFile, GraphFileError> {
        let mut file = self.file;
        for (a, b, weight) in self.early.drain(..) {
            let node = |end: End| match end {
                End::Node(node) => Some(node),
                End::Id(id) => self.ids.get(&id).copied(),
            };
            match node(a).zip(node(b)) {
                Some((a, b)) => file.edges.push(FileEdge { a, b, weight }),
                None => file.dangling += 1,
            }
        }
        for node in &mut file.nodes {
            node.at = node.at.filter(|place| place.iter().all(|part| part.is_finite()));
            if node.label.is_empty() {
                node.label.clone_from(&node.id);
            }
        }
        if file.nodes.is_empty() {
            return Err(match broken {
                Some(broken) => broken,
                None if self.has_begun => GraphFileError::Empty,
                None => GraphFileError::Other(clipped(self.stray.trim())),
            });
        }
        file.broken = broken;
        Ok(file)
    }
}

/// The beginning of a name that may be long.
fn clipped(name: &str) -> String {
    let mut begin: String = name.chars().take(40).collect();
    if begin.len() < name.len() {
        begin.push('…');
    }
    begin
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn node(id: &str, label: &str, kind: &str, at: Option<[f32; 2]>) -> FileNode {
        FileNode { id: id.to_owned(), label: label.to_owned(), kind: kind.to_owned(), at }
    }

    #[test]
    fn a_file_of_gephi_is_read() {
        let text = r#"<?xml version='1.0' encoding='UTF-8'?>
            <gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz"><graph>
            <attributes class="node" mode="static"><attribute id="kind" title="kind" type="string"/>
            </attributes><attributes class="edge"><attribute id="kind" title="roles"/></attributes>
            <nodes count="2"><node id="i0" label="A &lt;&amp;&gt; B"><attvalues>
            <attvalue for="kind" value="issuer"/></attvalues><viz:size value="9.0"/>
            <viz:position x="-1.5" y="2e1"/></node><node id="b0"/></nodes>
            <edges><edge id="0" source="i0" target="b0" weight="3.0"><attvalues>
            <attvalue for="kind" value="joint_bookrunner"/></attvalues></edge>
            <edge source="i0" target="nobody"/></edges></graph></gexf>"#;
        let expected = GraphFile {
            nodes: vec![
                node("i0", "A <&> B", "issuer", Some([-1.5, 20.0])),
                node("b0", "b0", "", None),
            ],
            edges: vec![FileEdge { a: 0, b: 1, weight: 3.0 }],
            dangling: 1,
            broken: None,
        };
        assert_eq!(read_graph(text.as_bytes()), Ok(expected));
    }

    #[test]
    fn graphml_of_several_programs_is_read() {
        let text = r#"<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="yworks">
            <key id="d0" for="node" attr.name="label" attr.type="string"/>
            <key attr.name="x" attr.type="float" for="node" id="x"/><key attr.name="y" for="node" id="y"/>
            <key id="w" for="edge" attr.name="weight"/><key id="d9" for="node" yfiles.type="nodegraphics"/>
            <graph><edge source="a" target="b"><data key="w">2.5</data></edge>
            <node id="a"><data key="d0">快&#x624b; &amp; <![CDATA[<Co>]]></data><data key="x">1</data>
            <data key="y">-2</data></node>
            <node id="b"><data key="d9"><y:ShapeNode><y:Geometry height="30" x="7" y="8"/>
            <y:NodeLabel>UBS</y:NodeLabel></y:ShapeNode></data><data key="x">nowhere</data></node>
            </graph></graphml>"#;
        let file = read_graph(text.as_bytes()).unwrap();
        let expected =
            [node("a", "快手 & <Co>", "", Some([1.0, -2.0])), node("b", "UBS", "", None)];
        assert_eq!(file.nodes, expected);
        assert_eq!(file.edges, [FileEdge { a: 0, b: 1, weight: 2.5 }]);
    }

    #[test]
    fn what_stands_before_a_break_is_kept() {
        let whole = r#"<gexf><graph><nodes><node id="1"/>
            <node id="2"/></nodes></graph></gexf>"#;
        let cut = read_graph(&whole.as_bytes()[..whole.len() - 7]).unwrap();
        assert_eq!((cut.nodes.len(), cut.broken), (2, Some(GraphFileError::Cut)));
        let broken = read_graph(whole.replace("</nodes>", "</node>").as_bytes()).unwrap();
        assert_eq!(broken.nodes.len(), 2);
        assert!(matches!(broken.broken, Some(GraphFileError::Broken(2, _))), "{broken:?}");
    }

    #[test]
    fn files_of_other_kinds_are_refused_in_words() {
        let refused = |text: &str| read_graph(text.as_bytes()).unwrap_err().to_string();
        assert!(refused("<svg><g/></svg>").contains("<svg>"));
        assert!(
            refused("{\"deals\": []}").contains("{\"deals\""),
            "{}",
            refused("{\"deals\": []}")
        );
        assert!(refused("<gexf><graph/></gexf>").contains("no nodes"));
        assert!(refused("<graphml><graph><node").contains("line 1"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(parts in proptest::collection::vec(prop_oneof![
            Just("<graphml>"), Just("<gexf>"), Just("<node id='a'>"), Just("<node id='b'/>"),
            Just("</node>"), Just("<edge source='a' target='b'>"), Just("</edge>"), Just("&#x0;"),
            Just("<data key='x'>"), Just("</data>"), Just("<key id='x' attr.name='x'/>"), Just("1e999"),
            Just("&amp;"), Just("<viz:position x='1' y='NaN'/>"), Just("]]>"), Just("<!DOCTYPE a"),
            Just("</gexf>"), Just("</graphml>"),
        ], 0..24)) {
            if let Ok(file) = read_graph(parts.concat().as_bytes()) {
                prop_assert!(!file.nodes.is_empty());
                let ends = file.edges.iter().flat_map(|edge| [edge.a, edge.b]);
                prop_assert!(ends.into_iter().all(|end| (end as usize) < file.nodes.len()));
                let mut places = file.nodes.iter().filter_map(|node| node.at).flatten();
                prop_assert!(places.all(f32::is_finite));
            }
        }
    }
}
