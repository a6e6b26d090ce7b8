//! What a graph file says, event by event.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;

use super::{FileEdge, FileNode, GraphFile, GraphFileError};

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
pub(super) struct Reading {
    /// Whether the first element was met, and the text before it.
    has_begun: bool,
    stray: String,
    pub(super) depth: usize,
    pub(super) file: GraphFile,
    /// Positions of nodes by their ids.
    ids: Arc<HashMap<String, u32>>,
    /// What values are by the keys of a GraphML file, or by the numbers of a GEXF file.
    fields: Arc<HashMap<String, Field>>,
    /// Nodes that are open, the innermost last.
    pub(super) open: Vec<usize>,
    /// The ends of an open edge and its weight.
    pub(super) edge: Option<(End, End, f64)>,
    /// Edges that came before their nodes.
    pub(super) early: Vec<(End, End, f64)>,
    /// What the text of the open element is; nothing where nobody asks.
    wanted: Option<Field>,
    gathered: String,
    /// Whether attributes that are declared are those of nodes.
    declares_nodes: bool,
}

/// An end of an edge: a node, or the id of one that was not met yet.
#[derive(Debug)]
pub(super) enum End {
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
    /// Reads on to the end of a text. What is wrong with it from some place on, or with all of it.
    pub(super) fn read(
        &mut self,
        mut xml: Reader<&[u8]>,
        text: &str,
    ) -> Result<Option<GraphFileError>, GraphFileError> {
        loop {
            let event = match xml.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = usize::try_from(xml.error_position()).unwrap_or(usize::MAX);
                    let before = &text.as_bytes()[..at.min(text.len())];
                    let line = memchr::memchr_iter(b'\n', before).count() + 1;
                    return Ok(Some(GraphFileError::Broken(line, error.to_string())));
                }
            };
            match event {
                Event::Start(tag) => self.begin(&tag)?,
                Event::Empty(tag) => {
                    self.begin(&tag)?;
                    self.end(tag.local_name().as_ref());
                }
                Event::End(tag) => self.end(tag.local_name().as_ref()),
                Event::Text(text) if self.listens() => {
                    self.text(&String::from_utf8_lossy(&text));
                }
                Event::CData(text) if self.listens() => {
                    self.text(&String::from_utf8_lossy(&text));
                }
                Event::GeneralRef(reference) if self.listens() => {
                    self.text(&replaced(&reference));
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// Reads a stretch of edges of the file that was begun here; nothing where it is broken or ends
    /// within an edge.
    pub(super) fn stretch(&self, text: &str) -> Option<Self> {
        let mut part = Self {
            has_begun: true,
            depth: self.depth,
            ids: self.ids.clone(),
            fields: self.fields.clone(),
            ..Self::default()
        };
        let mut xml = Reader::from_str(text);
        // The last stretch ends what the head began.
        xml.config_mut().allow_unmatched_ends = true;
        let is_whole = part.read(xml, text).ok()?.is_none() && part.edge.is_none();
        is_whole.then_some(part)
    }

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
            let fields = Arc::make_mut(&mut self.fields);
            fields.entry(id.into_owned()).or_insert_with(|| Field::of(&title));
        }
    }

    /// What values under a key are.
    fn field(&self, key: &str) -> Field {
        self.fields.get(key).copied().unwrap_or_default()
    }

    fn want(&mut self, field: Field) {
        self.gathered.clear();
        self.wanted = Some(field).filter(|field| *field != Field::Other);
    }

    fn node(&mut self, tag: &BytesStart<'_>) {
        let [id, label] = attributes(tag, ["id", "label"]);
        let id = id.unwrap_or_default().into_owned();
        let at = self.file.nodes.len();
        let ids = Arc::make_mut(&mut self.ids);
        ids.entry(id.clone()).or_insert_with(|| u32::try_from(at).unwrap_or(u32::MAX));
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

    pub(super) fn finish(
        mut self,
        broken: Option<GraphFileError>,
    ) -> Result<GraphFile, GraphFileError> {
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
