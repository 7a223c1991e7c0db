//! A server written by hand, to compare with: the same store and generated code, with the defaults of tonic.

use std::net::SocketAddr;
use std::sync::Arc;

use tonic::transport::Server;
use tonic::{Request, Response, Status};
use user_service::proto::user as pb;
use user_service::store::{Memory, Store};

struct Bare(Arc<dyn Store<pb::User>>);

#[tonic::async_trait]
impl pb::user_service_server::UserService for Bare {
    async fn get_user(
        &self,
        request: Request<pb::GetUserRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let user = self.0.get(&request.into_inner().user_id).await?;
        Ok(Response::new(user))
    }

    async fn create_user(
        &self,
        request: Request<pb::CreateUserRequest>,
    ) -> Result<Response<pb::User>, Status> {
        let request = request.into_inner();
        let user = pb::User {
            username: request.username,
            email: request.email,
            status: pb::UserStatus::Active.into(),
            created_at: Some(std::time::SystemTime::now().into()),
            ..Default::default()
        };
        Ok(Response::new(self.0.create(user).await?))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address: SocketAddr = std::env::args().nth(1).ok_or("no address")?.parse()?;
    let service = Bare(Arc::new(Memory::default()));
    let service = pb::user_service_server::UserServiceServer::new(service);
    Server::builder().add_service(service).serve(address).await?;
    Ok(())
}
