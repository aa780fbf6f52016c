// Certificates for the tests of TLS: an authority of the test's own, and what it signs. Nothing of it is kept.
//
//   const Authority authority("Test authority");
//   const Certificate server = authority.Sign({.common_name = "broker", .names = "IP:127.0.0.1"});
#pragma once

#include <memory>
#include <string>

namespace wirefold {

// PEM texts; the key is PKCS #8, without a password.
struct Certificate {
  std::string certificate;
  std::string key;
};

class Authority {
 public:
  struct Request {
    std::string common_name;
    std::string names = {};  // subject alternative names, as "IP:127.0.0.1,DNS:localhost"; empty: none
    bool expired = false;
  };

  explicit Authority(const std::string& common_name);
  ~Authority();
  const std::string& certificate() const { return certificate_; }  // PEM, signed by itself
  Certificate Sign(const Request& request) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  std::string certificate_;
};

}  // namespace wirefold
