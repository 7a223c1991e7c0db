//! Descriptor sets as input: what protoc wrote is understood, what nobody should have written is refused by name,
//! and no bytes at all do harm.

use std::sync::Arc;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use protolint::compile::{Loaded, Timings, compile, lower};
use protolint::descriptor::{EncodeOptions, encode_file};
use protolint::image::decode_set;
use protolint::schema::{Element, File, FileId, Part};
use protolint::syntax;
use protolint::text::Source;
use protolint::wire::{Reader, Wire};

use crate::random::Random;
use crate::support::fixtures::{files_below, goldens};

fn decode(bytes: &[u8]) -> Vec<Arc<File>> {
    let image = decode_set(bytes, "set.binpb").expect("the set can be read");
    assert!(image.faults.is_empty(), "{:?}", image.faults);
    image.files
}

fn elements(file: &File) -> Vec<Element> {
    let ids = |len: usize, element: fn(u32) -> Element| (0..len as u32).map(element);
    let written = (0..file.oneofs.len()).filter(|index| !file.oneofs[*index].is_implied);
    ids(file.messages.len(), Element::Message)
        .chain(ids(file.fields.len(), Element::Field))
        // The oneof that `optional` implies is in no source.
        .chain(written.map(|index| Element::Oneof(index as u32)))
        .chain(ids(file.enums.len(), Element::Enum))
        .chain(ids(file.values.len(), Element::Value))
        .chain(ids(file.services.len(), Element::Service))
        .chain(ids(file.methods.len(), Element::Method))
        .collect()
}

#[test]
fn an_image_has_the_elements_and_places_of_its_source() {
    for golden in goldens() {
        let Ok(text) = fs::read(golden.input.directory.join(&golden.input.name)) else { continue };
        let (tree, _) = syntax::parse(&Source::new("main.proto", "main.proto", text));
        let source = lower(tree);
        let image = decode(&golden.bytes()).remove(0);
        let golden = golden.path;
        assert_eq!(elements(&source), elements(&image), "{}", golden.display());
        for element in elements(&source) {
            same_element(&source, &image, element, &golden);
        }
        assert_eq!(source.package_place().range(), image.package_place().range(), "{}", golden.display());
        assert_eq!(source.syntax_place().range(), image.syntax_place().range(), "{}", golden.display());
        assert_eq!(
            source.leading_comment(Element::File),
            image.leading_comment(Element::File),
            "{}",
            golden.display()
        );
        for import in 0..source.imports.len() {
            assert_eq!(
                source.import_place(import).range(),
                image.import_place(import).range(),
                "{}",
                golden.display()
            );
        }
    }
}

fn same_element(source: &File, image: &File, element: Element, golden: &Path) {
    let name = source.full_name(element);
    let place = format!("{} {name} {element:?}", golden.display());
    assert_eq!(name, image.full_name(element), "{place}");
    assert_eq!(source.path_of(element), image.path_of(element), "{place}");
    assert_eq!(source.leading_comment(element), image.leading_comment(element), "{place}");
    for &part in parts_of(source, element) {
        assert_eq!(
            source.place(element, part).range(),
            image.place(element, part).range(),
            "{place} {part:?}"
        );
    }
}

/// The parts of an element that protoc records.
fn parts_of(file: &File, element: Element) -> &'static [Part] {
    match element {
        Element::Field(id) => {
            let field = &file.fields[id as usize];
            if field.parent.is_some_and(|parent| file.messages[parent as usize].map_entry) {
                &[Part::Whole, Part::Name]
            } else {
                &[Part::Whole, Part::Name, Part::Number, Part::Type]
            }
        }
        Element::Value(_) => &[Part::Whole, Part::Name, Part::Number],
        // What protoc records begins behind `export` and `local`.
        Element::Message(id) if file.messages[id as usize].visibility.is_some() => &[Part::Name],
        Element::Enum(id) if file.enums[id as usize].visibility.is_some() => &[Part::Name],
        Element::Method(_) => &[Part::Whole, Part::Name, Part::Input, Part::Output],
        _ => &[Part::Whole, Part::Name],
    }
}

#[test]
fn what_is_decoded_encodes_to_the_same_bytes() {
    for golden in goldens() {
        same_bytes(&golden.bytes(), golden.retain_options, &golden.path);
    }
}

fn same_bytes(bytes: &[u8], retain_options: bool, path: &Path) {
    let files = decode(bytes);
    let names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
    let roots = (0..files.len() as FileId).collect();
    let loaded = Loaded { files, roots, ..Loaded::default() };
    let compiled = compile(loaded, &mut Timings::default());
    let expected = Reader::new(bytes).map(|record| match record.expect("the set is sound").value {
        Wire::Bytes(file) => file.bytes(),
        other => panic!("a set holds files: {other:?}"),
    });
    for ((id, name), expected) in (0..).zip(names).zip(expected) {
        let mut encoded = Vec::new();
        encode_file(&compiled.schema, id, EncodeOptions { source_info: true, retain_options }, &mut encoded);
        assert!(encoded == expected, "{}: {name} differs", path.display());
    }
}

/// Checks of the inventory that only a descriptor can fail, and that are decided by reading it.
const DECIDED_BY_READING: [&str; 24] = [
    "112", "113", "114", "115", "116", "124", "125", "126", "135", "136", "156", "157", "158", "159", "160",
    "161", "162", "163", "164", "189", "190", "205", "206", "207",
];

#[test]
fn descriptors_that_no_compiler_writes_are_refused() {
    for set in files_below("fixtures/compile", "binpb") {
        if set.file_name() != Some("set.binpb".as_ref()) {
            continue;
        }
        let fixture =
            set.parent().and_then(Path::file_name).expect("a fixture has a directory").to_string_lossy();
        let refused = match decode_set(&fs::read(&set).expect("the set can be read"), "set.binpb") {
            Ok(image) => !image.faults.is_empty(),
            Err(_) => true,
        };
        if DECIDED_BY_READING.contains(&&fixture[..3]) {
            assert!(refused, "{fixture} is accepted");
        } else if fixture.starts_with("ok_") {
            assert!(!refused, "{fixture} is refused");
        }
    }
}

#[test]
fn a_fault_names_the_set_the_file_and_what_is_wrong() {
    let file =
        message(1, &[string(1, "shop/order.proto"), message(4, &[string(1, "Order"), message(2, &[])])]);
    let image = decode_set(&file, "old.binpb").expect("the set can be read");
    let [fault] = &image.faults[..] else { panic!("there is one fault: {:?}", image.faults) };
    assert_eq!(&*fault.place.path, "shop/order.proto");
    assert_eq!(&*fault.labels[0].place.path, "old.binpb");
    assert_eq!(&*fault.message, "a field in `Order` has no name");

    let error = decode_set(&file[..file.len() - 1], "old.binpb").expect_err("the set is cut");
    assert_eq!(&*error.place.path, "old.binpb");
    assert!(error.message.ends_with("a length exceeds the enclosing data (byte 1)"), "{}", error.message);
}

#[test]
fn a_cut_set_is_refused_or_holds_fewer_files() {
    let golden = fs::read(fixture("compile/ok_custom_options/main.binpb")).expect("the golden can be read");
    for len in 0..golden.len() {
        if let Ok(image) = decode_set(&golden[..len], "set.binpb") {
            assert_eq!(image.files.len(), 0, "cut at {len}");
        }
    }
}

#[test]
fn changed_sets_are_refused_or_read() {
    let mut random = Random(1);
    let (mut read, mut all) = (0, 0);
    for golden in goldens() {
        let golden = golden.bytes();
        for round in 0..40 {
            let mut bytes = golden.clone();
            for _ in 0..=random.below(4) {
                let at = random.below(bytes.len());
                bytes[at] = random.next() as u8;
            }
            read += usize::from(visit(&bytes, round == 0));
            all += 1;
        }
    }
    // Most bytes belong to names, comments and positions, where a change leaves a valid set.
    let percent = read * 100 / all;
    assert!((50..70).contains(&percent), "{percent} % of {all} are read");
}

/// Reads a set, and everything that is read from it later; optionally also compiles and writes it. Returns whether it
/// has no errors.
fn visit(bytes: &[u8], compiled: bool) -> bool {
    let Ok(image) = decode_set(bytes, "set.binpb") else { return false };
    let is_sound = image.faults.is_empty();
    for file in &image.files {
        for element in elements(file) {
            file.full_name(element);
            file.place(element, Part::Type);
            file.leading_comment(element);
        }
        file.package_place();
        (0..file.imports.len()).for_each(|import| drop(file.import_place(import)));
    }
    if compiled {
        let roots = 0..image.files.len() as FileId;
        let loaded = Loaded { files: image.files, roots: roots.clone().collect(), ..Loaded::default() };
        let compiled = compile(loaded, &mut Timings::default());
        let options = EncodeOptions { source_info: true, retain_options: false };
        roots.for_each(|file| encode_file(&compiled.schema, file, options, &mut Vec::new()));
    }
    is_sound
}

#[test]
fn bombs_are_refused() {
    let mut nested = Vec::new();
    for depth in 0..20_000 {
        nested = message(3, &[string(1, &format!("M{depth}")), nested]);
    }
    let nested = message(1, &[string(1, "deep.proto"), message(4, &[string(1, "Top"), nested])]);
    let image = decode_set(&nested, "set.binpb").expect("nesting is told from the outside");
    assert!(image.faults[0].message.contains("nested too deeply"), "{}", image.faults[0].message);
    assert_eq!(image.files[0].messages.len(), 31);

    let groups = vec![0x0B; 1 << 20];
    let error = decode_set(&groups, "set.binpb").expect_err("groups have no end");
    assert!(error.message.contains("nested too deeply"), "{}", error.message);

    let error = decode_set(b"\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "set.binpb")
        .expect_err("nothing is that long");
    assert!(error.message.contains("length"), "{}", error.message);

    let error = decode_set(&gzip(&vec![0; 64 << 20]), "set.binpb")
        .expect_err("it unpacks to a thousand times its size");
    assert!(error.message.contains("expands to more"), "{}", error.message);
}

#[test]
fn nameless_elements_cost_nothing() {
    // Two bytes an element in the set, and a hundred in the model if it were kept.
    let values = [0x12, 0x00].repeat(1 << 20);
    let file = message(1, &[string(1, "a.proto"), message(5, &[string(1, "E"), values])]);
    let image = decode_set(&file, "set.binpb").expect("the set can be read");
    assert_eq!(image.files[0].values.len(), 0);
    assert_eq!(image.faults.len(), 100);
}

#[test]
fn a_compressed_set_is_the_same_set() {
    let golden = fs::read(fixture("compile/ok_custom_options/main.binpb")).expect("the golden can be read");
    let (plain, packed) = (decode(&golden), decode(&gzip(&golden)));
    assert_eq!(plain[0].strings, packed[0].strings);
    let cut = gzip(&golden);
    let error = decode_set(&cut[..cut.len() - 9], "set.binpb").expect_err("the data is cut");
    assert!(error.message.contains("gzip"), "{}", error.message);
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory can be written")
}

fn string(number: u8, text: &str) -> Vec<u8> {
    message(number, &[text.as_bytes().to_vec()])
}

fn message(number: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    let body = parts.concat();
    let mut out = vec![number << 3 | 2];
    let mut len = body.len();
    while len >= 0x80 {
        out.push(len as u8 | 0x80);
        len >>= 7;
    }
    out.push(len as u8);
    out.extend(body);
    out
}
