//! Graph files of this and other programs: the nodes of a GEXF or GraphML file with their places, and
//! its edges.

mod reading;

use std::borrow::Cow;

use memchr::memmem;
use quick_xml::reader::Reader;
use rayon::prelude::*;

use crate::text::unicode;
use crate::words::{Lang, tr, tr_with};
use reading::Reading;

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
    match read_in_stretches(&text, STRETCH) {
        Some(file) => Ok(file),
        None => read_in_one(&text),
    }
}

fn read_in_one(text: &str) -> Result<GraphFile, GraphFileError> {
    let mut reading = Reading::default();
    let broken = reading.read(Reader::from_str(text), text)?;
    let cut = (reading.depth > 0).then_some(GraphFileError::Cut);
    reading.finish(broken.or(cut))
}

/// How many bytes of edges are read at a time where a file has many.
const STRETCH: usize = 1 << 19;

/// Reads a file whose edges stand behind its nodes, stretches of edges on every core. `None` where
/// the edges are few, or anything is unusual: then it is read in one.
fn read_in_stretches(text: &str, stretch: usize) -> Option<GraphFile> {
    let (head, edges) = text.split_at(edge_from(text, 0)?);
    let unusual = ["<!--", "<![CDATA[", "<node", "<key"];
    let is_unusual = |mark: &&str| memmem::find(edges.as_bytes(), mark.as_bytes()).is_some();
    if edges.len() <= stretch || unusual.iter().any(is_unusual) {
        return None;
    }
    let mut reading = Reading::default();
    let is_whole = reading.read(Reader::from_str(head), head).ok()?.is_none();
    if !is_whole || !reading.open.is_empty() || reading.edge.is_some() {
        return None;
    }
    let mut cuts = vec![0];
    for at in (stretch..edges.len()).step_by(stretch) {
        let last = cuts.last().copied().unwrap_or(0);
        cuts.extend(edge_from(edges, at).filter(|cut| *cut > last));
    }
    cuts.push(edges.len());
    let begun = &reading;
    let parts: Option<Vec<Reading>> =
        cuts.par_windows(2).map(|cut| begun.stretch(&edges[cut[0]..cut[1]])).collect();
    let parts = parts?;
    let (last, others) = parts.split_last()?;
    if last.depth != 0 || others.iter().any(|part| part.depth != begun.depth) {
        return None;
    }
    for part in parts {
        reading.file.edges.extend(part.file.edges);
        reading.early.extend(part.early);
    }
    reading.finish(None).ok()
}

/// Where the next edge begins.
fn edge_from(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    memmem::find_iter(&bytes[from..], "<edge").map(|at| from + at).find(|at| {
        let next = bytes.get(at + "<edge".len());
        next.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
    })
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

    #[test]
    fn many_edges_are_read_in_stretches() {
        let edge = |at: usize| match at % 4 {
            0 => format!("<edge source='a{}' target='b'/>\n", at % 7),
            1 => "<edge source='b' target='a1' weight='2'><attvalues/></edge>".to_owned(),
            2 => "<edge source='b' target='late'><data key='w'>&#51;</data></edge>\n\n".to_owned(),
            _ => "<edge source='nobody' target='b'></edge>".to_owned(),
        };
        let nodes: String = (0..7).map(|at| format!("<node id='a{at}'/>")).collect();
        let edges: String = (0..200).map(edge).collect();
        let text = format!(
            "<graphml><key id='w' for='edge' attr.name='weight'/><graph>{nodes}<node id='b'/>\
             <edges>{edges}</edges></graph></graphml>"
        );
        let whole = read_in_one(&text).unwrap();
        assert_eq!((whole.nodes.len(), whole.edges.len(), whole.dangling), (8, 100, 100));
        for stretch in [1, 50, 999, 4_000] {
            assert_eq!(read_in_stretches(&text, stretch).as_ref(), Some(&whole), "{stretch}");
        }
        // What is broken is read in one, which says where.
        for broken in [&text[..text.len() - 10], &text.replacen("</edge>", "", 1)] {
            assert_eq!(read_in_stretches(broken, 50), None);
            assert!(read_in_one(broken).unwrap().broken.is_some());
        }
        assert_eq!(
            read_in_stretches(&text.replacen("'b'/>\n", "'b'/><node id='late'/>", 1), 50),
            None
        );
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
            let text = parts.concat();
            if let Some(file) = read_in_stretches(&text, 1) {
                prop_assert_eq!(read_in_one(&text), Ok(file));
            }
            if let Ok(file) = read_graph(text.as_bytes()) {
                prop_assert!(!file.nodes.is_empty());
                let ends = file.edges.iter().flat_map(|edge| [edge.a, edge.b]);
                prop_assert!(ends.into_iter().all(|end| (end as usize) < file.nodes.len()));
                let mut places = file.nodes.iter().filter_map(|node| node.at).flatten();
                prop_assert!(places.all(f32::is_finite));
            }
        }
    }
}
