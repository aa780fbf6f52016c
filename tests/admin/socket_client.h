// A TCP client that can misbehave: it sends any bytes, as many as it likes, and reads what comes back.
//
//   Client client(port);
//   client.Send("GET /livez HTTP/1.1\r\n\r\n");
//   EXPECT_TRUE(client.ReadAll().starts_with("HTTP/1.1 200"));
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

namespace wirefold {

class Client {
 public:
  explicit Client(int port) : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    EXPECT_GE(socket_, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port));
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    const timeval patience{20, 0};  // a server that hangs fails the test, not the run
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  }
  Client(Client&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() {
    if (socket_ < 0) return;
    const linger reset{1, 0};  // leaves no port waiting behind
    setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    close(socket_);
  }

  // False: the server closed, or takes no more.
  bool Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
  }

  // Whether the server has said anything, or closed, within so many milliseconds.
  bool Hears(int milliseconds) {
    pollfd wanted{socket_, POLLIN, 0};
    return poll(&wanted, 1, milliseconds) > 0;
  }

  // What comes first.
  std::string ReadSome() {
    char buffer[4096];
    const ssize_t got = recv(socket_, buffer, sizeof(buffer), 0);
    return {buffer, static_cast<size_t>(got > 0 ? got : 0)};
  }

  // Until the server closes.
  std::string ReadAll() {
    std::string reply;
    char buffer[4096];
    for (ssize_t got; (got = recv(socket_, buffer, sizeof(buffer), 0)) > 0;)
      reply.append(buffer, static_cast<size_t>(got));
    return reply;
  }

 private:
  int socket_;
};

inline std::string Fetch(int port, std::string_view request_line, std::string_view headers = "") {
  Client client(port);
  client.Send(std::string(request_line) + " HTTP/1.1\r\nHost: x\r\n" + std::string(headers) + "\r\n");
  return client.ReadAll();
}

}  // namespace wirefold
