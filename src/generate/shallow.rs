//! Removes the references between messages, so that prost-build takes linear time.
//!
//! For every field, prost-build searches the graph of all messages to find out whether the field must be boxed, and all
//! messages below the field to find out what can be derived. One pass over the strongly connected components answers
//! both. So every field gets a stub as its type, from which prost-build derives the same answers in one step, and which
//! it replaces by the Rust path of the original type.

use std::iter;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use prost_build::{Config, Module};
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorProto, MessageOptions};
use rustc_hash::{FxHashMap, FxHashSet};

use super::idents;

/// The package of the stubs. No schema can have it.
const PACKAGE: &str = "<type>";

/// The package that prost-build takes from `prost_types` instead of generating it.
const PROST_TYPES: &str = ".google.protobuf.";

/// Replaces the types of fields by stubs. `boxed` has the paths of the fields of group type to be boxed.
pub fn cut(
    requests: &mut Vec<(Module, FileDescriptorProto)>,
    boxed: &FxHashSet<String>,
    config: &mut Config,
) {
    let Some((module, _)) = requests.first() else { return };
    let module = module.clone();
    let graph = Graph::new(requests.iter().map(|(_, request)| request));
    let mut cutter = Cutter { graph, boxed, stubs: Vec::new(), known: FxHashMap::default(), config };
    for (_, request) in requests.iter_mut() {
        let mut local: Vec<String> = package_parts(request).map(str::to_owned).collect();
        cutter.messages(&mut request.message_type, &mut local);
    }
    let stubs = cutter.stubs;
    let file = FileDescriptorProto {
        package: Some(PACKAGE.to_owned()),
        syntax: Some("proto3".to_owned()),
        message_type: stubs,
        ..FileDescriptorProto::default()
    };
    requests.push((module, file));
}

/// The traits that prost-build derives where it can.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Derives {
    copy: bool,
    eq: bool,
}

impl Derives {
    const NONE: Self = Self { copy: false, eq: false };

    /// The traits that a field allows, before those of a message in it are considered.
    fn of(field: &FieldDescriptorProto) -> Self {
        let is_repeated = field.label() == Label::Repeated;
        match field.r#type() {
            Type::Message => Self { copy: !is_repeated, eq: !is_repeated },
            Type::Group => Self::NONE,
            Type::String | Type::Bytes => Self { copy: false, eq: true },
            Type::Float | Type::Double => Self { copy: !is_repeated, eq: false },
            _ => Self { copy: !is_repeated, eq: true },
        }
    }

    fn and(self, other: Self) -> Self {
        Self { copy: self.copy && other.copy, eq: self.eq && other.eq }
    }

    /// Fields of a stub that allow these traits and no others.
    fn fields(self) -> Vec<FieldDescriptorProto> {
        let field = |of: Type| FieldDescriptorProto { r#type: Some(of.into()), ..Default::default() };
        let string = (!self.copy).then(|| field(Type::String));
        let float = (!self.eq).then(|| field(Type::Float));
        string.into_iter().chain(float).collect()
    }
}

/// The messages, and which of them hold which in place.
struct Graph {
    nodes: FxHashMap<String, NodeIndex>,
    /// What each message can derive.
    derives: Vec<Derives>,
    /// The strongly connected component of each message.
    components: Vec<usize>,
}

impl Graph {
    fn new<'r>(requests: impl Iterator<Item = &'r FileDescriptorProto>) -> Self {
        let mut open: Vec<(String, &DescriptorProto)> = Vec::new();
        for request in requests {
            let scope: String = package_parts(request).flat_map(|part| [".", part]).collect();
            open.extend(request.message_type.iter().map(|message| (scope.clone(), message)));
        }
        let mut graph = DiGraph::<Derives, ()>::new();
        let mut nodes = FxHashMap::default();
        let mut holds = Vec::new();
        while let Some((scope, message)) = open.pop() {
            let name = format!("{scope}.{}", message.name());
            let node = graph.add_node(message.field.iter().map(Derives::of).fold(ALL, Derives::and));
            holds.extend(message.field.iter().filter(|field| is_held(field)).map(|field| (node, field)));
            open.extend(message.nested_type.iter().map(|nested| (name.clone(), nested)));
            nodes.insert(name, node);
        }
        for (node, field) in holds {
            if let Some(&target) = nodes.get(field.type_name()) {
                graph.add_edge(node, target, ());
            }
        }
        let mut components = vec![usize::MAX; graph.node_count()];
        // What a component holds comes before it.
        for (number, component) in kosaraju_scc(&graph).into_iter().enumerate() {
            for &node in &component {
                components[node.index()] = number;
            }
            for node in component {
                let held = graph.neighbors(node).map(|target| match components[target.index()] {
                    same if same == number => Derives::NONE,
                    _ => graph[target],
                });
                graph[node] = held.fold(graph[node], Derives::and);
            }
        }
        Self { nodes, derives: graph.node_weights().copied().collect(), components }
    }
}

const ALL: Derives = Derives { copy: true, eq: true };

/// Whether a message holds the message of a field in place.
fn is_held(field: &FieldDescriptorProto) -> bool {
    field.r#type() == Type::Message && field.label() != Label::Repeated
}

struct Cutter<'c> {
    graph: Graph,
    boxed: &'c FxHashSet<String>,
    stubs: Vec<DescriptorProto>,
    /// The name of each stub, by the Rust path it stands for and the answer it gives.
    known: FxHashMap<(String, Says), String>,
    config: &'c mut Config,
}

/// The answer that a stub gives about the original type.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Says {
    /// The traits it can derive.
    Derives(Derives),
    /// It contains the message of this name.
    Holds(String),
}

impl Cutter<'_> {
    /// Cuts the fields of messages in a scope with these names, from the outside in.
    fn messages(&mut self, messages: &mut [DescriptorProto], local: &mut Vec<String>) {
        // The entries of maps are written where the map is, and nothing is boxed or derived for them.
        let is_entry =
            |message: &DescriptorProto| message.options.as_ref().is_some_and(MessageOptions::map_entry);
        for message in messages.iter_mut().filter(|message| !is_entry(message)) {
            local.push(message.name().to_owned());
            let name: String = local.iter().flat_map(|part| [".", part]).collect();
            for field in &mut message.field {
                let is_plain = field.proto3_optional() || field.oneof_index.is_none();
                let oneof = field.oneof_index.filter(|_| !is_plain);
                let oneof = oneof.map(|index| message.oneof_decl[index as usize].name());
                self.field(field, &name, oneof, local);
            }
            self.messages(&mut message.nested_type, local);
            local.pop();
        }
    }

    fn field(
        &mut self,
        field: &mut FieldDescriptorProto,
        owner: &str,
        oneof: Option<&str>,
        local: &[String],
    ) {
        let nodes = &self.graph.nodes;
        let (Some(&node), Some(&target)) = (nodes.get(owner), nodes.get(field.type_name())) else { return };
        let says = if is_held(field) {
            let [own, other] = [node, target].map(|node| self.graph.components[node.index()]);
            if own == other {
                Says::Holds(owner.to_owned())
            } else {
                Says::Derives(self.graph.derives[target.index()])
            }
        } else {
            let names = [Some(owner), oneof, Some(field.name())];
            let path = names.into_iter().flatten().collect::<Vec<_>>().join(".");
            if !self.boxed.contains(&path) {
                return;
            }
            Says::Holds(owner.to_owned())
        };
        // Of a type that is not generated nobody sees the path, and one of its own has another.
        let is_given = owner.starts_with(PROST_TYPES);
        if field.type_name().starts_with(PROST_TYPES) && !is_given {
            return;
        }
        // What is in a oneof is written in the module of the message.
        let around = if oneof.is_some() { local } else { &local[..local.len() - 1] };
        let path = relative(around, field.type_name());
        field.type_name = Some(self.stub(path, says));
    }

    /// The name of the type that stands for a Rust path.
    fn stub(&mut self, path: String, says: Says) -> String {
        let next = self.stubs.len().to_string();
        let name = self.known.entry((path, says)).or_insert_with_key(|(path, says)| {
            let name = format!(".{PACKAGE}.{next}");
            let fields = match says {
                Says::Derives(derives) => derives.fields(),
                Says::Holds(owner) => vec![FieldDescriptorProto {
                    r#type: Some(Type::Message.into()),
                    type_name: Some(owner.clone()),
                    ..Default::default()
                }],
            };
            self.stubs.push(DescriptorProto { name: Some(next), field: fields, ..Default::default() });
            self.config.extern_path(&name, path);
            name
        });
        name.clone()
    }
}

/// The path of a type, seen from a module, as prost-build writes it.
fn relative(module: &[String], name: &str) -> String {
    let parts: Vec<&str> = name[1..].split('.').collect();
    let (last, scope) = parts.split_last().expect("a split has a part");
    let common = module.iter().zip(scope).take_while(|(ours, theirs)| ours == *theirs).count();
    let up = module[common..].iter().map(|_| "super".to_owned());
    let down = scope[common..].iter().map(|part| idents::snake(part));
    up.chain(down).chain(iter::once(idents::upper_camel(last))).collect::<Vec<_>>().join("::")
}

fn package_parts(request: &FileDescriptorProto) -> impl Iterator<Item = &str> {
    request.package().split('.').filter(|part| !part.is_empty())
}
