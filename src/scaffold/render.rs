//! The crate as files.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, context};

use super::descriptors::Sets;
use super::view::Crate;
use super::wishes::WISHES_FILE;
use super::{CrateFile, Owner, format};
use crate::generate::RustFile;

/// What is the same for every schema, by its name in `src/rt`.
const RUNTIME: &[(&str, &str)] = {
    macro_rules! rt {
        ($name:literal) => {
            ($name, include_str!(concat!("../../templates/rt/", $name)))
        };
    }
    &[
        rt!("auth.rs"),
        rt!("authority.rs"),
        rt!("body.rs"),
        rt!("calls.rs"),
        rt!("client/attempts.rs"),
        rt!("client/body.rs"),
        rt!("client/mod.rs"),
        rt!("client/pool.rs"),
        rt!("client/settings.rs"),
        rt!("connections.rs"),
        rt!("deadline.rs"),
        rt!("drain.rs"),
        rt!("failure.rs"),
        rt!("load/calls.rs"),
        rt!("load/mod.rs"),
        rt!("load/stats.rs"),
        rt!("log.rs"),
        rt!("memory.rs"),
        rt!("mod.rs"),
        rt!("open.rs"),
        rt!("overdue.rs"),
        rt!("rate_limit.rs"),
        rt!("rest/mod.rs"),
        rt!("rest/once.rs"),
        rt!("rest/request.rs"),
        rt!("rest/response.rs"),
        rt!("rest/route.rs"),
        rt!("rest/values.rs"),
        rt!("server.rs"),
        rt!("services.rs"),
        rt!("settings.rs"),
        rt!("streams.rs"),
        rt!("table.rs"),
        rt!("timed.rs"),
        rt!("tls.rs"),
    ]
};

/// The templates by name; the name of one that makes a file is the path of that file.
const TEMPLATES: &[(&str, &str)] = {
    macro_rules! template {
        ($name:literal, $path:literal) => {
            ($name, include_str!(concat!("../../templates/crate/", $path)))
        };
    }
    &[
        template!("Cargo.toml", "Cargo.toml.j2"),
        template!("build.rs", "build.rs.j2"),
        template!("rustfmt.toml", "rustfmt.toml"),
        template!(".gitignore", "gitignore"),
        template!(".dockerignore", "dockerignore"),
        template!("Dockerfile", "Dockerfile.j2"),
        template!("README.md", "README.md.j2"),
        template!("src/bin/load.rs", "src/load.rs.j2"),
        template!("src/main.rs", "src/main.rs.j2"),
        template!("src/lib.rs", "src/lib.rs.j2"),
        template!("src/config.rs", "src/config.rs.j2"),
        template!("src/error.rs", "src/error.rs.j2"),
        template!("src/store.rs", "src/store.rs.j2"),
        template!("src/gen/client.rs", "gen/client.rs.j2"),
        template!("src/gen/mod.rs", "gen/mod.rs.j2"),
        template!("src/gen/routes.rs", "gen/routes.rs.j2"),
        template!("src/gen/services.rs", "gen/services.rs.j2"),
        template!("tests/client.rs", "../tests/client.rs"),
        template!("tests/rest.rs", "../tests/rest.rs"),
        template!("tests/runtime.rs", "../tests/runtime.rs"),
        template!("tests/support/mod.rs", "../tests/support/mod.rs"),
        template!("tests/support/probe.rs", "../tests/support/probe.rs"),
        template!("tests/support/tls.rs", "../tests/support/tls.rs"),
        template!("service", "src/service.rs.j2"),
        template!("services", "src/services.rs.j2"),
        template!("body", "src/body.j2"),
        template!("maker", "src/maker.j2"),
        template!("checker", "src/checker.j2"),
        template!("test", "../tests/service.rs.j2"),
        template!("tests", "../tests/services.rs.j2"),
    ]
};

/// All files of the crate. `code` is what prost and tonic generate, `sets` what it says as data, `protos` the sources
/// by name.
pub fn files(
    krate: &Crate,
    code: Vec<RustFile>,
    sets: Sets,
    protos: Vec<(String, Vec<u8>)>,
) -> Result<Vec<CrateFile>, String> {
    let mut files = rendered(krate).map_err(|error| format!("a template is broken: {error:#}"))?;
    let generated = |path: String, content: Vec<u8>| CrateFile { path, content, owner: Owner::Generator };
    let runtime = RUNTIME.iter();
    files.extend(runtime.map(|(name, text)| generated(format!("src/rt/{name}"), marked(text).into_bytes())));
    if krate.build.is_none() {
        files.extend(sets.exact.map(|set| generated("src/gen/reflection.binpb".to_owned(), set)));
        let path = |file: &RustFile| format!("src/gen/proto/{}", file.name);
        files.extend(code.into_iter().map(|file| generated(path(&file), file.text.into_bytes())));
        files.push(generated("src/gen/descriptors.binpb".to_owned(), sets.lowered));
    }
    files.push(generated("src/gen/openapi.json".to_owned(), krate.openapi.clone().into_bytes()));
    let wishes = toml::to_string(&krate.wishes).map_err(|error| format!("protogen.toml: {error}"))?;
    let wishes = format!("{WISHES}{wishes}").into_bytes();
    files.push(CrateFile { path: WISHES_FILE.to_owned(), content: wishes, owner: Owner::User });
    let lock = lock_file(&krate.name, krate.build.is_some()).into_bytes();
    files.push(CrateFile { path: "Cargo.lock".to_owned(), content: lock, owner: Owner::User });
    let proto = |(name, content)| CrateFile { path: format!("proto/{name}"), content, owner: Owner::User };
    files.extend(protos.into_iter().map(proto));
    Ok(files)
}

/// How `protogen.toml` begins.
const WISHES: &str = "\
# What the .proto files do not say: which field is the key of an entity, which values no two have, and what texts must be
# like. A rule of `check` is any of `min_chars`, `max_chars` and `contains`. Read by `protogen scaffold` from the directory
# of the crate, or else from that of the first .proto file.

";

/// The lock file of every crate, made where the crate had the name `{{ name }}`.
pub(super) const LOCK: &str = include_str!("../../templates/crate/Cargo.lock");

/// The packages that a crate with a build script has in its lock file besides, or in another form.
pub(super) const LOCK_OF_BUILD: &str = include_str!("../../templates/crate/Cargo.build.lock");

/// The lock file of the crate with this name. cargo has packages in order of their names and versions.
fn lock_file(name: &str, build_script: bool) -> String {
    const START: &str = "[[package]]\n";
    let split = |text: &'static str| text.trim_end().split("\n\n[[package]]\n");
    let mut parts = split(LOCK);
    let head = parts.next().unwrap_or_default();
    let mut packages: Vec<&str> = parts.collect();
    if build_script {
        let more: Vec<&str> = split(LOCK_OF_BUILD).skip(1).collect();
        packages.retain(|known| !more.iter().any(|package| id(package).eq(id(known))));
        packages.extend(more);
    }
    let mut packages: Vec<String> =
        packages.into_iter().map(|package| package.replacen("{{ name }}", name, 1)).collect();
    packages.sort_by(|a, b| id(a).cmp(id(b)));
    let packages: Vec<String> = packages.iter().map(|package| format!("{START}{package}\n")).collect();
    format!("{head}\n\n{}", packages.join("\n"))
}

/// The lines with the name and the version of a package.
fn id(package: &str) -> impl Iterator<Item = &str> {
    package.lines().take(2)
}

/// A file of the runtime with the line that says whose it is.
fn marked(text: &str) -> String {
    format!("{}\n{text}", crate::generate::HEADER)
}

fn rendered(krate: &Crate) -> Result<Vec<CrateFile>, Error> {
    let environment = environment()?;
    let view = Value::from(Serde(krate));
    let mut files = Vec::new();
    let mut add = |path: &str, text: String| {
        let ours = ["src/gen/", "tests/client.rs", "tests/rest.rs", "tests/runtime.rs", "tests/support/"];
        let is_ours = ours.iter().any(|ours| path.starts_with(ours));
        let owner = if is_ours { Owner::Generator } else { Owner::User };
        let text = if path.starts_with("src/gen/") { text } else { format::wrapped(&text) };
        files.push(CrateFile { path: path.to_owned(), content: text.into_bytes(), owner });
    };
    let is_file = |name: &str| name.contains('.') || name == "Dockerfile";
    for &(path, _) in TEMPLATES.iter().filter(|(name, _)| is_file(name)) {
        let is_needed = match path {
            "build.rs" => krate.build.is_some(),
            "src/store.rs" => !krate.entities.is_empty(),
            _ => true,
        };
        if is_needed {
            add(path, environment.get_template(path)?.render(&view)?);
        }
    }
    let template = |name| environment.get_template(name);
    let (handlers, tests) = (template("service")?, template("test")?);
    let only = krate.services.len() == 1;
    let mut tested = Vec::new();
    for service in &krate.services {
        let name = service.module.trim_start_matches("r#");
        let paths = if only {
            ["src/service.rs".to_owned(), "tests/service.rs".to_owned()]
        } else {
            [format!("src/service/{name}.rs"), format!("tests/services/{name}.rs")]
        };
        let context = context!(service => Serde(service), lib => krate.lib.as_str(), only);
        add(&paths[0], handlers.render(&context)?);
        let text = tests.render(&context)?;
        // Nothing can be said of methods that need what no other method makes.
        if text.contains("#[tokio::test]") {
            add(&paths[1], text.trim_end().to_owned() + "\n");
            tested.push(service.module.as_str());
        }
    }
    if !only {
        add("src/service.rs", template("services")?.render(&view)?);
        add("tests/services/main.rs", template("tests")?.render(context!(tested => Serde(&tested)))?);
    }
    Ok(files)
}

fn environment() -> Result<Environment<'static>, Error> {
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build()?;
    let mut environment = Environment::new();
    environment.set_syntax(syntax);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.add_function("unimplemented", |text: &str| format::unimplemented(text));
    environment.add_function("call", |depth: usize, head: &str, args: Serde<Vec<String>>| {
        format::call(depth, head, &args)
    });
    for &(name, text) in TEMPLATES {
        environment.add_template(name, text)?;
    }
    Ok(environment)
}
