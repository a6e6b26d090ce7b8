//! Arbitrary bytes are a graph file, or a sentence that says why not; as they are, and as changes to
//! whole ones.
#![no_main]

#[path = "../changes.rs"]
mod changes;

use changes::changed;
use libfuzzer_sys::fuzz_target;
use syndiscope::import::read_graph;

const WHOLE: [&[u8]; 2] = [
    br#"<gexf xmlns:viz="v"><graph><attributes class="node"><attribute id="0" title="kind"/></attributes>
<nodes><node id="a" label="A &amp; B"><attvalues><attvalue for="0" value="bank"/></attvalues>
<viz:position x="1" y="2"/></node><node id="b"/></nodes><edges><edge source="a" target="b" weight="2"/>
</edges></graph></gexf>"#,
    br#"<graphml><key id="l" for="node" attr.name="label"/><key id="x" for="node" attr.name="x"/>
<graph><node id="a"><data key="l">A &#38; <![CDATA[B]]></data><data key="x">1</data></node>
<edge source="a" target="a"/></graph></graphml>"#,
];

fuzz_target!(|bytes: &[u8]| {
    for bytes in [bytes.to_vec(), changed(WHOLE[0], bytes), changed(WHOLE[1], bytes)] {
        match read_graph(&bytes) {
            Ok(file) => {
                let nodes = file.nodes.len();
                let ends = file.edges.iter().flat_map(|edge| [edge.a, edge.b]);
                assert!(nodes > 0 && ends.into_iter().all(|end| (end as usize) < nodes));
            }
            Err(why) => assert!(!why.to_string().is_empty()),
        }
    }
});
