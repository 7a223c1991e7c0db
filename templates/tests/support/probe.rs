//! A service without a schema, whose handlers wait, stream and count, to test the runtime around them.

use std::convert::Infallible;
use std::future::{pending, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use http::{Request, Response};
use prost::Message;
use prost_reflect::DescriptorPool;
use prost_types::{
    FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto, ServiceDescriptorProto,
};
use tokio_stream::StreamExt;
use tonic::body::Body;
use tonic::codec::{CompressionEncoding, EnabledCompressionEncodings};
use tonic::codegen::BoxStream;
use tonic::server::{Grpc, NamedService};
use tonic::{Status, Streaming};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};

use {{ lib }}::rt::{Api, Caller, Deadline, Route, Settings, capped};

/// The descriptors and the routes of the probe.
pub fn api() -> Api {
    let types = ["google.protobuf.Empty", "google.protobuf.BytesValue"];
    let pool = DescriptorPool::global();
    let files = types.map(|name| {
        let message = pool.get_message_by_name(name).expect("a well-known type");
        message.parent_file().file_descriptor_proto().clone()
    });
    let method =
        |name: &str, input: &str, client_streaming, server_streaming| MethodDescriptorProto {
            name: Some(name.to_owned()),
            input_type: Some(format!(".{input}")),
            output_type: Some(format!(".{}", types[0])),
            client_streaming: Some(client_streaming),
            server_streaming: Some(server_streaming),
            ..Default::default()
        };
    let bytes =
        |method| MethodDescriptorProto { output_type: Some(format!(".{}", types[1])), ..method };
    let probe = ServiceDescriptorProto {
        name: Some("Probe".to_owned()),
        method: vec![
            method("Quick", types[0], false, false),
            method("Hang", types[0], false, false),
            method("Panic", types[0], false, false),
            method("Stream", types[0], false, true),
            bytes(method("Flood", types[0], false, true)),
            bytes(method("Large", types[0], false, false)),
            method("Collect", types[1], true, false),
        ],
        ..Default::default()
    };
    let own = FileDescriptorProto {
        name: Some("probe.proto".to_owned()),
        package: Some("test".to_owned()),
        dependency: files.iter().map(|file| file.name().to_owned()).collect(),
        service: vec![probe],
        ..Default::default()
    };
    let file = files.into_iter().chain([own]).collect();
    let descriptors = FileDescriptorSet { file }.encode_to_vec().leak();
    Api { descriptors, reflection: descriptors, routes: ROUTES, openapi: "{}" }
}

const ROUTES: &[Route] = &[
    route("GET", "quick", "/test.Probe/Quick", None),
    route("GET", "hang", "/test.Probe/Hang", None),
    route("GET", "panic", "/test.Probe/Panic", None),
    route("GET", "stream", "/test.Probe/Stream", None),
    route("GET", "flood", "/test.Probe/Flood", None),
    route("GET", "large", "/test.Probe/Large", None),
    route("POST", "collect", "/test.Probe/Collect", Some("*")),
];

const fn route(
    verb: &'static str,
    path: &'static str,
    method: &'static str,
    body: Option<&'static str>,
) -> Route {
    Route { verb, path, suffix: "", fields: &[], method, body, response: None }
}

/// Handlers by name:
///
/// - `Quick` answers, with the caller and the remaining time in the headers of the response.
/// - `Hang` never answers.
/// - `Panic` panics.
/// - `Stream` answers once and then never again.
/// - `Flood` answers without end.
/// - `Large` answers with 20 MB.
/// - `Late` fails once with DEADLINE_EXCEEDED, and then answers.
/// - `Collect` reads a stream of the client to its end.
#[derive(Clone)]
pub struct Probe {
    state: Arc<State>,
    settings: Settings,
}

#[derive(Default)]
struct State {
    open: AtomicUsize,
    collected: AtomicUsize,
    has_been_late: AtomicBool,
}

/// Counts a handler while it runs.
struct Open(Arc<State>);

impl Open {
    fn new(state: &Arc<State>) -> Self {
        state.open.fetch_add(1, Ordering::SeqCst);
        Self(state.clone())
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Probe {
    /// A probe with the default settings for streams.
    pub fn new(flags: &[&str]) -> Self {
        Self { state: Arc::default(), settings: super::config(flags).server }
    }

    /// The number of running handlers.
    pub fn open(&self) -> usize {
        self.state.open.load(Ordering::SeqCst)
    }

    /// The number of streams that were read to their end.
    pub fn collected(&self) -> usize {
        self.state.collected.load(Ordering::SeqCst)
    }

    fn quick(request: &tonic::Request<()>) -> tonic::Response<()> {
        let extensions = request.extensions();
        let mut response = tonic::Response::new(());
        if let Some(deadline) = extensions.get::<Deadline>() {
            let left = deadline.remaining().as_millis().to_string();
            response.metadata_mut().insert("left-ms", left.parse().expect("digits"));
        }
        let caller = extensions.get::<Caller>().and_then(|caller| caller.name.clone());
        if let Some(name) = caller {
            response.metadata_mut().insert("caller", name.parse().expect("a name"));
        }
        response
    }

    async fn collect(
        self,
        request: tonic::Request<Streaming<Vec<u8>>>,
    ) -> Result<tonic::Response<()>, Status> {
        let _open = Open::new(&self.state);
        let mut messages = capped(request.into_inner(), self.settings.stream_limits());
        while let Some(message) = messages.next().await {
            message?;
        }
        self.state.collected.fetch_add(1, Ordering::SeqCst);
        Ok(tonic::Response::new(()))
    }
}

fn panic_if(bad: bool) {
    assert!(!bad, "a bug in the handler");
}

impl NamedService for Probe {
    const NAME: &'static str = "test.Probe";
}

impl Service<Request<Body>> for Probe {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let probe = self.clone();
        let method = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
        Box::pin(async move {
            let size = probe.settings.max_message_size;
            let mut gzip = EnabledCompressionEncodings::default();
            gzip.enable(CompressionEncoding::Gzip);
            let mut empty = Grpc::new(ProstCodec::<(), ()>::default())
                .apply_max_message_size_config(Some(size), None)
                .apply_compression_config(gzip, gzip);
            let mut bytes = Grpc::new(ProstCodec::<(), Vec<u8>>::default())
                .apply_max_message_size_config(Some(size), None);
            let open = Open::new(&probe.state);
            Ok(match method.as_str() {
                "Quick" => {
                    let quick =
                        service_fn(|request| ready(Ok::<_, Status>(Probe::quick(&request))));
                    empty.unary(quick, request).await
                }
                "Hang" => {
                    let hang = service_fn(|_: tonic::Request<()>| {
                        pending::<Result<tonic::Response<()>, Status>>()
                    });
                    empty.unary(hang, request).await
                }
                "Panic" => {
                    let panic = service_fn(|_: tonic::Request<()>| async {
                        panic_if(true);
                        Ok::<_, Status>(tonic::Response::new(()))
                    });
                    empty.unary(panic, request).await
                }
                "Stream" => {
                    let mut open = Some(open);
                    let stream = service_fn(move |_: tonic::Request<()>| {
                        let open = open.take();
                        let first = tokio_stream::once(Ok(()));
                        let rest = tokio_stream::pending().map(move |item| {
                            let _open = &open;
                            item
                        });
                        let all: BoxStream<()> = Box::pin(first.chain(rest));
                        ready(Ok::<_, Status>(tonic::Response::new(all)))
                    });
                    empty.server_streaming(stream, request).await
                }
                "Flood" => {
                    let mut open = Some(open);
                    let stream = service_fn(move |_: tonic::Request<()>| {
                        let open = open.take();
                        let answers = std::iter::repeat_with(move || {
                            let _open = &open;
                            Ok(vec![0; 64 << 10])
                        });
                        let all: BoxStream<Vec<u8>> = Box::pin(tokio_stream::iter(answers));
                        ready(Ok::<_, Status>(tonic::Response::new(all)))
                    });
                    Grpc::new(ProstCodec::<Vec<u8>, ()>::default())
                        .server_streaming(stream, request)
                        .await
                }
                "Large" => {
                    let large = service_fn(|_: tonic::Request<()>| {
                        ready(Ok::<_, Status>(tonic::Response::new(vec![0; 20 << 20])))
                    });
                    Grpc::new(ProstCodec::<Vec<u8>, ()>::default()).unary(large, request).await
                }
                "Late" => {
                    let late = service_fn(|_: tonic::Request<()>| {
                        let is_on_time = probe.state.has_been_late.swap(true, Ordering::SeqCst);
                        let answer = is_on_time.then(|| tonic::Response::new(()));
                        ready(answer.ok_or_else(|| Status::deadline_exceeded("late")))
                    });
                    empty.unary(late, request).await
                }
                "Collect" => {
                    drop(open);
                    bytes
                        .client_streaming(
                            service_fn(|request| probe.clone().collect(request)),
                            request,
                        )
                        .await
                }
                _ => Status::unimplemented(method).into_http(),
            })
        })
    }
}

/// Calls the probe.
pub mod client {
    use http::uri::PathAndQuery;
    use tokio_stream::Stream;
    use tonic::body::Body;
    use tonic::client::{Grpc, GrpcService};
    use tonic::codec::{CompressionEncoding, Streaming};
    use tonic::{Request, Response, Status};
    use tonic_prost::ProstCodec;

    /// A client or a channel.
    pub trait Sender: GrpcService<Body, ResponseBody = Body> + Clone {}

    impl<T: GrpcService<Body, ResponseBody = Body> + Clone> Sender for T {}

    /// Calls a method with an empty request.
    pub async fn unary(
        channel: &impl Sender,
        method: &'static str,
        request: Request<()>,
    ) -> Result<Response<()>, Status> {
        let mut grpc = ready(channel).await?;
        grpc.unary(request, path(method), ProstCodec::<(), ()>::default()).await
    }

    /// The same, in gzip.
    pub async fn compressed(
        channel: &impl Sender,
        method: &'static str,
        request: Request<()>,
    ) -> Result<Response<()>, Status> {
        let grpc = ready(channel).await?;
        let mut grpc = grpc
            .send_compressed(CompressionEncoding::Gzip)
            .accept_compressed(CompressionEncoding::Gzip);
        grpc.unary(request, path(method), ProstCodec::<(), ()>::default()).await
    }

    /// Calls a method that streams.
    pub async fn stream(
        channel: &impl Sender,
        method: &'static str,
        request: Request<()>,
    ) -> Result<Streaming<()>, Status> {
        let mut grpc = ready(channel).await?;
        let response =
            grpc.server_streaming(request, path(method), ProstCodec::<(), ()>::default()).await?;
        Ok(response.into_inner())
    }

    /// Calls a method with a stream.
    pub async fn collect(
        channel: &impl Sender,
        messages: impl Stream<Item = Vec<u8>> + Send + 'static,
    ) -> Result<Response<()>, Status> {
        let mut grpc = ready(channel).await?;
        let codec = ProstCodec::<Vec<u8>, ()>::default();
        grpc.client_streaming(Request::new(messages), path("/test.Probe/Collect"), codec).await
    }

    async fn ready<S: Sender>(channel: &S) -> Result<Grpc<S>, Status> {
        let mut grpc = Grpc::new(channel.clone());
        grpc.ready().await.map_err(|error| Status::unavailable(error.into().to_string()))?;
        Ok(grpc)
    }

    fn path(method: &'static str) -> PathAndQuery {
        PathAndQuery::from_static(method)
    }
}
