package offload
import ("testing";"os")
func TestZZ(t *testing.T){ d:=os.Getenv("ZZ"); if d==""{t.Skip()}; os.RemoveAll(d); os.MkdirAll(d+"/card",0o755); write(t,d+"/card",mixed); copyCard(t,t.Context(),d+"/card",d+"/a/A001",d+"/b/A001")}
