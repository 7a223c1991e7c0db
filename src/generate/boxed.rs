//! Messages that contain themselves. prost-build boxes the fields through which they do, except where another group is
//! in between.

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;
use rustc_hash::FxHashMap;

use crate::schema::{Field, FileId, Label, Ref, Schema};

/// The fields of group type through which a message contains itself, as paths that prost-build takes.
pub fn fields(schema: &Schema, files: &[FileId]) -> Vec<String> {
    let held = || {
        let fields = files.iter().flat_map(|&file| {
            let fields = schema.files[file as usize].fields.iter().zip(0..);
            fields.map(move |(field, index)| (field, Ref { file, index }))
        });
        fields.filter_map(|(field, at)| {
            let owner = Ref { file: at.file, index: field.parent? };
            (!field.is_extension()).then_some((field, at, owner, contained(schema, at)?))
        })
    };
    let mut graph = DiGraph::<Ref, ()>::new();
    let mut nodes = FxHashMap::default();
    for (_, _, owner, target) in held() {
        let [owner, target] =
            [owner, target].map(|message| *nodes.entry(message).or_insert_with(|| graph.add_node(message)));
        graph.add_edge(owner, target, ());
    }
    let mut components = FxHashMap::default();
    for (number, component) in kosaraju_scc(&graph).into_iter().enumerate() {
        components.extend(component.into_iter().map(|node| (graph[node], number)));
    }
    let boxed = held()
        .filter(|(_, at, owner, target)| schema.is_delimited(*at) && components[owner] == components[target]);
    boxed.map(|(field, at, ..)| path(schema, at.file, field)).collect()
}

/// The message that a field holds in place.
fn contained(schema: &Schema, field: Ref) -> Option<Ref> {
    schema.message_of(field).filter(|_| schema.field(field).label != Label::Repeated)
}

/// `.package.Message.field`, or `.package.Message.oneof.field`.
fn path(schema: &Schema, id: FileId, field: &Field) -> String {
    let file = &schema.files[id as usize];
    let oneof = field.oneof.map(|oneof| file.oneofs[oneof as usize].name);
    let names = [Some(file.scope_name(field.parent)), oneof, Some(field.name)];
    let names: Vec<&str> = names.into_iter().flatten().map(|name| file.str(name)).collect();
    format!(".{}", names.join("."))
}
